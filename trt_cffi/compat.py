"""Programs that import NVIDIA's package, on this one.

    python -m trt_cffi.compat PROGRAM ARGUMENTS…

PROGRAM is what ``python`` takes: a script, ``-m MODULE`` or ``-c CODE``. In it, and in the Python processes that it
starts, ``import tensorrt`` gives trt_cffi, and so do ``tensorrt_lean``, ``tensorrt_lean_bindings``, ``tensorrt_rtx``
and ``tensorrt_rtx_bindings``, whatever is installed under these names. A program that can be changed calls
``trt_cffi.install_as_tensorrt()`` before it imports them.
"""

from __future__ import annotations

import os
import sys
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

from trt_cffi.errors import LibraryNotFoundError
from trt_cffi.library import Library, default_library

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = ["install_as_tensorrt", "official_names"]

_FOLDER = Path(__file__).with_name("as_tensorrt")

# NVIDIA's packages, each with the name of its compiled module.
_PACKAGES = {
    "tensorrt": "tensorrt",
    "tensorrt_lean": "tensorrt_lean",
    "tensorrt_lean_bindings": "tensorrt_lean",
    "tensorrt_rtx": "tensorrt_rtx",
    "tensorrt_rtx_bindings": "tensorrt_rtx",
}

_ABOUT_THE_LIBRARY = {"flavour", "found", "path", "rtx", "simulator", "version"}


class _Module(ModuleType):
    """What `import tensorrt` gives."""

    _library: Library

    def __init__(self, name: str, library: Library) -> None:
        super().__init__(name, f"{library}, by trt_cffi.")
        names = official_names(library)
        self._library = library
        self.__version__ = library.__version__
        self.__file__ = __file__
        self.__path__: list[str] = []  # a package, as NVIDIA's
        self.__spec__ = ModuleSpec(name, None, origin=__file__, is_package=True)
        # `from tensorrt import *` must not take `bool` from Python, as it does with NVIDIA's
        self.__all__ = sorted(names.keys() - {"bool"})
        vars(self).update(names)

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(f"module {self.__name__!r}, which is trt_cffi on {self._library}, has no {name!r}")


def official_names(library: Library) -> dict[str, Any]:
    """The names that NVIDIA's package has, and a few more, with what they are in a library."""
    names = {name for name in dir(library) if name[0] != "_"} - _ABOUT_THE_LIBRARY
    return {name: getattr(library, name) for name in names}


def install_as_tensorrt(library: Library | None = None) -> None:
    """Make `import tensorrt` give this package, until the process ends.

    So do `tensorrt_lean`, `tensorrt_lean_bindings`, `tensorrt_rtx` and `tensorrt_rtx_bindings`. It holds for the whole
    process, and cannot be undone, as modules keep what they imported.

    Args:
        library: whose classes, enums and version they are; by default that of this package's own names.

    Raises ImportError when one of them has been imported already and is NVIDIA's, or was installed here for another
    library; LibraryNotFoundError, an ImportError too, when there is no TensorRT.
    """
    library = library or default_library()
    for name in _PACKAGES:
        there = sys.modules.get(name)
        if isinstance(there, _Module):
            if there._library is library:
                return
            raise ImportError(f"{name} is trt_cffi on {there._library} already; it cannot become {library}", name=name)
        file = getattr(there, "__file__", None)
        if there is not None and not (file and Path(file).parent == _FOLDER):
            message = f"{name} is imported already, from {file}: call trt_cffi.install_as_tensorrt() before"
            raise ImportError(message, name=name, path=file)
    for name, compiled in _PACKAGES.items():
        module = sys.modules[name] = _Module(name, library)
        inner = sys.modules[f"{name}.{compiled}"] = _Module(f"{name}.{compiled}", library)
        setattr(module, compiled, inner)


def main() -> None:
    """Run a program of the command line with `as_tensorrt` at the front of its path."""
    program = sys.argv[1:]
    if program[:1] in (["-h"], ["--help"]):
        print(__doc__)
        return
    if not program:
        sys.exit(__doc__)
    try:
        default_library()  # what is wrong with it is better told before the program starts than in its first import
    except LibraryNotFoundError as error:
        sys.exit(str(error))
    path = [str(_FOLDER), *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path)}
    os.execve(sys.executable, [sys.executable, *program], environment)


if __name__ == "__main__":
    main()
