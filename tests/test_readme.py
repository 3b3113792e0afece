"""The README and the documentation do what they say: their Python and their commands are run, in the simulator.

The blocks of a page run one after the other, in one process and an empty folder. A `text` block that follows a
`python` or `console` block is what that one prints.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
FENCE = re.compile(r"^```(\w*).*$", re.MULTILINE)
END = "--- the end of a block ---"
INSTALLED = 'trt-cffi() { python -m trt_cffi.cli "$@"; }'  # as the wheel installs it


def blocks(page):
    """Language, lines and the number of the first line, of each block of code."""
    language, found = None, []
    for number, line in enumerate(page.read_text().splitlines(), 1):
        fence = FENCE.match(line)
        if fence is None:
            if language is not None:
                found[-1][1].append(line)
        elif language is None:
            language = fence[1]
            found.append((language, [], number + 1))
        else:
            language = None
    return found


def program(page):
    """The page as a Python program in which every line has its number, and what each block must print, or None."""
    lines = [""] * len(page.read_text().splitlines())
    printed = []
    for language, code, first in blocks(page):
        if language == "text" and printed:
            printed[-1] = "\n".join(code)
        elif language in ("python", "console"):
            if language == "console":
                commands = "\n".join([INSTALLED, *(line.removeprefix("$ ") for line in code)])
                lines[first - 1] = f"import subprocess; subprocess.run(['bash', '-euc', {commands!r}], check=True)"
            else:
                lines[first - 1 : first - 1 + len(code)] = code
            lines[first - 1 + len(code)] = f"print({END!r}, flush=True)"
            printed.append(None)
    return "\n".join(lines), printed


RUNNABLE = [page for page in PAGES if program(page)[1]]


@pytest.mark.parametrize("page", RUNNABLE, ids=lambda page: str(page.relative_to(ROOT)))
def test_what_a_page_shows_runs_and_prints_what_it_says(page, tmp_path):
    code, expected = program(page)
    environment = os.environ | {"PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])}
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    environment.pop("TRT_CFFI_LIBRARY", None)
    environment["TRT_CFFI_CACHE"] = str(tmp_path / "cache")
    run = "import sys; page = sys.argv[1]; exec(compile(sys.stdin.read(), page, 'exec'), {'__name__': '__main__'})"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", run, str(page)],
        input=code,
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    shown = [part.strip() for part in done.stdout.split(END)][:-1]
    assert len(shown) == len(expected)
    for got, wanted in zip(shown, expected, strict=True):
        if wanted is not None:
            assert got == wanted.strip()


def test_the_readme_runs_a_plan_in_about_ten_lines():
    (code,) = [code for language, code, _ in blocks(PAGES[0]) if language == "python"]
    assert len([line for line in code if line.strip()]) <= 12
    assert any("runner(" in line for line in code)


def test_the_readme_has_the_test_command():
    commands = re.search(
        r"<!-- test-command -->\n```sh\n(.*?)```\n<!-- /test-command -->", PAGES[0].read_text(), re.DOTALL
    )
    assert commands is not None
    assert "pytest" in commands[1]


def links(page):
    text = re.sub(r"```.*?```|`[^`\n]*`", "", page.read_text(), flags=re.DOTALL)
    return [link for link in re.findall(r"\]\(([^)#\s]+)", text) if "://" not in link]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page):
    assert [link for link in links(page) if not (page.parent / link).exists()] == []


def test_the_layout_has_a_place_for_every_module():
    modules = [path.name for path in (ROOT / "trt_cffi").glob("*.py")]
    assert modules
    assert [name for name in modules if name not in (ROOT / "docs" / "development" / "layout.md").read_text()] == []


def test_no_page_says_anything_of_the_workplace():
    assert [page for page in PAGES if "/work/" in page.read_text() or "../shared" in page.read_text()] == []
