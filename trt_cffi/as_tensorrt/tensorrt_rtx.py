"""What `import tensorrt_rtx` finds with this folder on PYTHONPATH: it ends with trt_cffi in its place."""

from __future__ import annotations

from trt_cffi.compat import install_as_tensorrt

install_as_tensorrt()
