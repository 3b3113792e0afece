"""The real library where executable memory is denied."""

from __future__ import annotations

from tests.shared import denied
from tests.shared.executable_memory import *  # noqa: F403


def test_everything_about_output_allocators_holds_there_too(trt):
    said = denied.python(*["-m", "pytest", "-m", "gpu", "-q", "-p", "no:cacheprovider", "tests/gpu/test_callbacks.py"])
    assert " passed" in said
    assert "skipped" not in said
