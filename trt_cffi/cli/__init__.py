"""The programs: `trt-cffi info | build | inspect | run | bench | demo | simulate | cache`."""

from __future__ import annotations

import sys

__all__ = ["main"]


def main() -> None:
    """Run the program `trt-cffi`. It needs the extra `cli`."""
    try:
        import click  # noqa: F401
        import rich  # noqa: F401
    except ImportError as error:
        sys.exit(f"trt-cffi needs {error.name}, which is not installed: pip install 'trt_cffi[cli]'")
    from trt_cffi.cli.app import app

    app(prog_name="trt-cffi")
