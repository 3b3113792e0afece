"""Compares what a module answers to the probes with the records of NVIDIA's package.

A record is compared down to each leaf.  Not compared are the words of log messages (their severities are) and of what
an error recorder is told (its codes are), the sizes that an output allocator is asked for (the library's business), and
floats beyond what TF32 gives.

What differs must be in a list of `Difference`, and everything in the list must occur.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

HERE = Path(__file__).parent
PROBES = [HERE / f"probes_{part}.py" for part in ("execution", "callbacks", "bindings8", "rest8")]

#: the absolute error of TF32 in the digits' logits, seen on an H200
TOLERANCE = 4e-3

ABSENT = "absent"
ANYTHING = "anything"


@dataclass(frozen=True)
class Difference:
    """An answer that is not NVIDIA's, on purpose.

    ``path`` leads to it in the probe's record, parts joined by ``/``, and ``ours`` is what is there.  In both names
    ``*`` and ``?`` are as in file names.
    """

    probe: str
    path: str
    ours: Any
    reason: str

    def explains(self, probe: str, path: str, ours: Any) -> bool:
        same = self.ours is ANYTHING or (type(ours) is type(self.ours) and ours == self.ours)
        return same and fnmatchcase(probe, self.probe) and fnmatchcase(path, self.path)


def official(name: str = "official-lean-8.6.0") -> dict[str, Any]:
    """The records of the probes; what lean has not, from the full runtime."""
    lean, full = (
        json.loads((HERE / "records" / f"{which}.json").read_text())["probes"]
        for which in (name, "official-full-8.6.0")
    )
    return {probe: full[probe] if "error" in lean[probe] else lean[probe] for probe in probe_names()}


def probe_names(paths: Sequence[Path] = PROBES) -> list[str]:
    return [
        line.removeprefix("def probe_").partition("(")[0]
        for path in paths
        for line in path.read_text().splitlines()
        if line.startswith("def probe_")
    ]


def problems(
    theirs: dict[str, Any], ours: dict[str, Any], differences: Sequence[Difference], *, words: bool = False
) -> list[str]:
    """Sentences, one for each difference that is not in the list and each in the list that is none.

    ``words``: what is logged and recorded must be equal word by word.
    """
    found = [
        (probe, path, a, b)
        for probe in theirs
        for path, a, b in leaves(normal(theirs[probe], words), normal(ours.get(probe, ABSENT), words))
    ]
    used: set[int] = set()
    out = []
    for probe, path, a, b in found:
        reasons = [i for i, d in enumerate(differences) if d.explains(probe, path, b)]
        used.update(reasons)
        if not reasons:
            out.append(f"{probe}: {path}: NVIDIA's {json.dumps(a)}, ours {json.dumps(b)}")
    unused = (d for i, d in enumerate(differences) if i not in used)
    out.extend(f"{d.probe}: {d.path}: listed as different, but {d.ours} does not occur" for d in unused)
    return out


def normal(record: Any, words: bool = False) -> Any:
    """A record without what is not compared."""
    if not isinstance(record, dict):
        return record
    out = {key: _comparable(value, words) for key, value in record.items() if key not in ("last call", "uses")}
    if not words:
        out["log"] = sorted({severity for severity, _ in record.get("log", ())})
    if "error" in out:
        out["error"] = out["error"].partition(":")[0]
    return out


def _comparable(value: Any, words: bool) -> Any:
    if isinstance(value, list):
        if len(value) == 5 and value[0] == "reallocate":
            value = [*value[:3], "a size", value[4]]
        if value[:2] == ["callback", "report_error"] and not words:
            value = value[:3]
        return [_comparable(v, words) for v in value]
    if isinstance(value, dict):
        return {k: _comparable(v, words) for k, v in value.items()}
    return value


def leaves(a: Any, b: Any, path: str = "") -> Iterator[tuple[str, Any, Any]]:
    """Where two records differ: the path, and what is there in each."""
    if isinstance(a, dict) and isinstance(b, dict):
        pairs: Iterable[tuple[Any, Any, Any]] = ((k, a.get(k, ABSENT), b.get(k, ABSENT)) for k in {**a, **b})
    elif isinstance(a, list) and isinstance(b, list) and len(a) == len(b):
        pairs = ((_place(i, v, w), v, w) for i, (v, w) in enumerate(zip(a, b, strict=True)))
    else:
        if not _same(a, b):
            yield path, a, b
        return
    for key, v, w in pairs:
        yield from leaves(v, w, f"{path}/{key}" if path else str(key))


def _place(index: int, a: Any, b: Any) -> str:
    """Of a step that begins with what was asked, that as well: it tells more than a number."""
    both_asked = isinstance(a, list) and isinstance(b, list) and a[:1] == b[:1] and a and isinstance(a[0], str)
    return f"{index} {a[0]}" if both_asked else str(index)


def _same(a: Any, b: Any) -> bool:
    if isinstance(a, float) and isinstance(b, float):
        return math.isclose(a, b, rel_tol=1e-3, abs_tol=TOLERANCE)
    return type(a) is type(b) and a == b
