"""Where the answers are not NVIDIA's, each with its reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.behaviour.compare import Difference

#: of the simulator, whatever drives it
SIMULATOR: list[Difference] = []

#: of trt_cffi, whatever it drives
TRT_CFFI: list[Difference] = []


def differences(module: str, on: str) -> list[Difference]:
    """Those to expect of a module (``trt_cffi`` or one of NVIDIA's) on ``tensorrt`` or the ``simulator``."""
    return (TRT_CFFI if module == "trt_cffi" else []) + (SIMULATOR if on == "simulator" else [])
