"""The simulator: TensorRT 8, 10 and 11 on the CPU.

``build`` makes a plan from an ONNX model.
"""

from __future__ import annotations

from .build import build

__all__ = ["build"]
