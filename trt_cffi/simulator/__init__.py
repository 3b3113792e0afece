"""The simulator: TensorRT 8, 10 and 11 and TensorRT for RTX on the CPU.

``build`` makes a plan from an ONNX model.  ``directory`` is for programs that look for NVIDIA's library,
``python -m trt_cffi.simulator PROGRAM`` runs one that imports NVIDIA's package.
"""

from __future__ import annotations

from trt_cffi.simulator.build import build
from trt_cffi.simulator.stand_in import directory

__all__ = ["build", "directory"]
