"""``python -m tests.api``: write docs/compatibility.md anew, and drop exceptions "later" that no longer apply.

It prints what is left to do by hand: differences without a reason, and other reasons without a difference.
"""

from __future__ import annotations

import sys

from tests.api.compare import EXCEPTIONS, Allowed, all_differences, judge, parse, read_exceptions
from tests.api.document import PAGE, document


def without(line: str, unused: list[Allowed]) -> str | None:
    """A line of the exceptions without the majors in which it has become idle, None when none is left."""
    if not line or line.startswith("#"):
        return line
    reason = parse(line)
    idle = {major for each in unused for major in each.majors if key(each) == key(reason)}
    if reason.kind != "later" or not idle:
        return line
    majors = tuple(major for major in reason.majors if major not in idle)
    return str(Allowed(majors, *key(reason))) if majors else None


def key(reason: Allowed) -> tuple[str, str, str, str]:
    return reason.subject, reason.what, reason.kind, reason.reason


def main() -> int:
    found = all_differences()
    _, unused = judge(found, read_exceptions())
    kept = [
        each for each in (without(line, unused) for line in EXCEPTIONS.read_text().splitlines()) if each is not None
    ]
    EXCEPTIONS.write_text("\n".join(kept) + "\n")
    unexplained, unused = judge(found, read_exceptions())
    for difference in unexplained:
        sys.stdout.write(f"no reason is given for {difference}\n")
    for reason in unused:
        sys.stdout.write(f"no longer applies: {reason}\n")
    PAGE.write_text(document(found))
    return 1 if unexplained or unused else 0


if __name__ == "__main__":
    sys.exit(main())
