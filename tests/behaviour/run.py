"""Runs the probes through a module, in other processes."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.behaviour.compare import PROBES

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).resolve().parents[2]


def run(
    module: str,
    plans: Path,
    suffix: str,
    *,
    memory: str = "cuda",
    python: Sequence[str] = (sys.executable,),
    environment: dict[str, str] | None = None,
    probes: Sequence[Path] = PROBES,
    only: Sequence[str] = (),
    facts: Path | None = None,
) -> dict[str, Any]:
    """What the module answers to each probe.  ``plans`` holds NAME and suffix; memory is the GPU's or the host's.

    ``only``: the probes to run, if not all.  With the ``facts`` of the module's version, what was used of it as well.
    """
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder, "records.json")
        command = [*python, "-m", "tests.behaviour.probe", module, str(plans), suffix, str(out), *map(str, probes)]
        command += ["--memory", memory, *(("--count", str(facts)) if facts else ())]
        command += [argument for name in only for argument in ("--only", name)]
        ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
        if ended.returncode:
            raise RuntimeError(f"{' '.join(command)} returned {ended.returncode}\n{ended.stdout}{ended.stderr}")
        return json.loads(out.read_text())["probes"]
