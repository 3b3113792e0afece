"""The packages of the extra ``simulator``, imported when they are needed."""

from __future__ import annotations

import importlib
from typing import Any


def require(module: str) -> Any:
    """The module, or an ImportError that says what to install."""
    try:
        return importlib.import_module(module)
    except ImportError as error:
        what_to_do = f"the simulator needs {module} ({error}): pip install 'trt_cffi[simulator]'"
        raise ImportError(what_to_do, name=module) from error
