"""`docs/compatibility.md`, from the comparison and its exceptions."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from tests.api.compare import KINDS, MAJORS, Difference, facts, read_exceptions

PAGE = Path(__file__).parents[2] / "docs" / "compatibility.md"

SAME, NEITHER = "✓", ""
MARKS = {"better": "≠", "more": "+", "plugin": "out", "builder": "out", "later": "later"}

INTRODUCTION = """\
# Compatibility with the official package

`import trt_cffi as trt` has the classes, members, argument names, defaults and enum values of NVIDIA's package, of the
version that is loaded. This page compares it with NVIDIA's {versions}, member by member. It is
generated, by `python -m tests.api`, from a comparison that the tests make; what differs without a reason given here
fails them.

What is the same here can be called alike: every argument can be given by position and by NVIDIA's name for it, with
NVIDIA's default. How the calls behave is compared too, by programs that run on both. Names that NVIDIA's module has by
accident (`os`, `sys`, `ctypes`, `warnings`) are not counted.

"""

LEGEND = f"""\
## Member by member

`{SAME}` the same · `≠` different on purpose · `+` more than the official package of that version has · `out` left out ·
empty: neither has it

"""


def document(found: list[Difference]) -> str:
    versions = {major: short(major) for major in MAJORS}
    *every, last = (facts(major)["version"] for major in MAJORS if major != "rtx")
    versions_of_all = f"{', '.join(every)} and {last}, and with its TensorRT for RTX {facts('rtx')['version']}"
    page = INTRODUCTION.format(versions=versions_of_all)
    explained = explain(found)
    marks = marked(explained, found)
    page += summary(marks, versions)
    for kind, heading in KINDS.items():
        entries = {reason: subjects for (each, reason), subjects in explained.items() if each == kind}
        if entries:
            page += f"## {heading}\n\n" + "".join(entry(*each, versions) for each in entries.items()) + "\n"
    return page + LEGEND + tables(marks, versions)


def short(major: int | str) -> str:
    version = ".".join(facts(major)["version"].split(".")[:2])
    return f"RTX {version}" if major == "rtx" else version


def explain(found: list[Difference]) -> dict[tuple[str, str], dict[str, list[int | str]]]:
    """The majors in which each subject differs, by kind and reason, in the order of the exceptions."""
    result: dict[tuple[str, str], dict[str, list[int | str]]] = {}
    allowed = read_exceptions()
    for reason in allowed:
        result.setdefault((reason.kind, reason.reason), defaultdict(list))
    for difference in found:
        for reason in allowed:
            if reason.matches(difference):
                majors = result[reason.kind, reason.reason][difference.subject]
                if difference.major not in majors:
                    majors.append(difference.major)
                break
    return result


def marked(
    explained: dict[tuple[str, str], dict[str, list[int | str]]], found: list[Difference]
) -> dict[int | str, dict[str, str]]:
    """How it is with every subject of each major: the official package's, and ours beyond it."""
    marks: dict[int | str, dict[str, str]] = {major: {} for major in MAJORS}
    for (kind, _), subjects in reversed(explained.items()):
        for subject, majors in subjects.items():
            for major in majors:
                marks[major][subject] = MARKS[kind]
    missing = {(each.major, each.subject) for each in found if each.what == "missing"}
    for major, of_major in marks.items():
        for subject, owner in subjects_of(major):
            of_major.setdefault(subject, of_major[owner] if (major, owner) in missing else SAME)
    return marks


def subjects_of(major: int | str) -> list[tuple[str, str]]:
    """What the official package has, each with the class or enum that it belongs to, "" for none."""
    official = facts(major)
    members = [
        (f"{name}.{member}", name)
        for kind in ("classes", "enums")
        for name, described in official[kind].items()
        for member in described["members"]
    ]
    alone = [(name, "") for kind in ("classes", "enums", "functions", "aliases") for name in official[kind]]
    return alone + members


def summary(marks: dict[int | str, dict[str, str]], versions: dict[int | str, str]) -> str:
    rows = [
        ("the same", (SAME,)),
        ("different on purpose", ("≠",)),
        ("left out", ("out",)),
        ("not there yet", ("later",)),
        ("more than there", ("+",)),
    ]
    text = f"| classes, enums, functions and their members | {' | '.join(versions.values())} |\n"
    text += f"|---{'|--:' * len(MAJORS)}|\n"
    for name, wanted in rows:
        counts = (str(sum(mark in wanted for mark in marks[major].values())) for major in MAJORS)
        text += f"| {name} | {' | '.join(counts)} |\n"
    return text + "\n"


def entry(reason: str, subjects: dict[str, list[int | str]], versions: dict[int | str, str]) -> str:
    by_majors: dict[tuple[int | str, ...], list[str]] = defaultdict(list)
    for subject, majors in sorted(subjects.items()):
        by_majors[tuple(sorted(majors, key=MAJORS.index))].append(f"`{subject}`")
    parts = (
        ", ".join(names) + ("" if majors == MAJORS else f" ({', '.join(versions[major] for major in majors)})")
        for majors, names in sorted(by_majors.items(), key=lambda each: [*map(MAJORS.index, each[0])])
    )
    return f"- {reason}: {'; '.join(parts)}\n"


def tables(marks: dict[int | str, dict[str, str]], versions: dict[int | str, str]) -> str:
    owners: dict[str, list[str]] = defaultdict(list)
    known = {name for major in MAJORS for kind in ("classes", "enums") for name in facts(major)[kind]}
    for subject in {each for major in MAJORS for each in marks[major]}:
        owner = subject if subject in known else subject.rpartition(".")[0]
        owners[owner].append(subject)
    text = ""
    for owner in sorted(owners, key=lambda name: (name == "", name)):
        text += f"### {owner or 'Functions and other names'}\n\n"
        text += f"| | {' | '.join(versions.values())} |\n|---{'|---' * len(MAJORS)}|\n"
        for subject in sorted(owners[owner], key=lambda name: (name != owner, name)):
            cells = (marks[major].get(subject, NEITHER) for major in MAJORS)
            text += f"| `{subject.removeprefix(f'{owner}.')}` | {' | '.join(cells)} |\n"
        text += "\n"
    return text.rstrip("\n") + "\n"
