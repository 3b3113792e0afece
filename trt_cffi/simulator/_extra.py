"""The packages of the extra ``simulator``, imported when they are needed."""

from __future__ import annotations

import importlib
from typing import Any


def require(module: str) -> Any:
    """The module, or an ImportError that says what to install."""
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise ImportError(f"the simulator needs {module} ({error}): pip install 'trt_cffi[simulator]'", name=module) from error
