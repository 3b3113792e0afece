"""Where ONNX Runtime's C library is: in the wheel ``onnxruntime``."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path

#: names the library for the simulator, from any language
VARIABLE = "TRT_SIM_ONNXRUNTIME"


_NO_TELEMETRY = "ORT_DISABLE_TELEMETRY"


def find() -> Path | None:
    """``libonnxruntime.so`` of the installed wheel (1.20 or newer), or None; nothing is imported."""
    spec = importlib.util.find_spec("onnxruntime")
    folders = (spec.submodule_search_locations if spec else None) or ()
    found = [path for folder in folders for path in sorted(Path(folder, "capi").glob("libonnxruntime.so*"))]
    return found[0] if found else None


def offer() -> None:
    """Tells the simulator where ONNX Runtime is, through the environment, unless someone already did.

    Call it before a simulator's library is used.  Where there is no wheel the simulator searches by itself, and says
    what to install when it finds nothing.  ONNX Runtime's telemetry, which its newer wheels send to Microsoft, is
    turned off, unless someone already said whether it is.
    """
    os.environ.setdefault(_NO_TELEMETRY, "1")
    if VARIABLE not in os.environ and (path := find()):
        os.environ[VARIABLE] = str(path)
