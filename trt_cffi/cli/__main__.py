"""`python -m trt_cffi.cli` is `trt-cffi`."""

from __future__ import annotations

from trt_cffi.cli import main

main()
