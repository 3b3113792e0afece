"""NVIDIA's own full bindings, for the twins; their libraries are stood in for."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from tests.twin.install import OFFICIAL as OF_THE_RUNTIME
from tests.twin.install import NotInstallable, Official, install

if TYPE_CHECKING:
    from pathlib import Path

OFFICIAL = {
    8: Official(8, "tensorrt", ("tensorrt==8.6.0", "numpy==1.23.5"), python="3.10"),
    10: Official(10, "tensorrt_bindings", ("tensorrt-cu13-bindings==10.16.1.11",)),
    11: Official(11, "tensorrt_bindings", ("tensorrt-cu13-bindings==11.4.0.106",)),
    "rtx": OF_THE_RUNTIME["rtx"],  # there is but one
}
#: The binding of 8.6.0 comes with its libraries, in a wheel of 819 MB: it is only had where that is asked for.
VARIABLE = "TRT_CFFI_TEST_FULL8"


def binding(major: int | str) -> tuple[str, Path]:
    """An interpreter and a folder with the binding of a major version. Raises NotInstallable."""
    official = OFFICIAL[major]
    python = official.interpreter()
    if major == 8 and not (official.folder / "installed").exists() and os.environ.get(VARIABLE) != "1":
        raise NotInstallable(f"{official.requirements[0]} is 819 MB: set {VARIABLE}=1 to have it installed")
    folder = install(official)
    for library in folder.glob("tensorrt/lib*.so*"):  # they would be found before the stand-ins
        library.unlink()
    return python, folder
