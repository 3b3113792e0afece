"""The ONNX parser's library: a file beside that of TensorRT, of the same version."""

# As in find.py: pathlib takes milliseconds to import.
# ruff: noqa: PTH119
from __future__ import annotations

import os

from trt_cffi import find
from trt_cffi.arguments import file_name
from trt_cffi.errors import LibraryNotFoundError
from trt_cffi.shim import ffi

TYPE_CHECKING = False
if TYPE_CHECKING:
    from trt_cffi.library import Library

__all__ = ["get_nv_onnx_parser_version", "parser_path"]

_INT32 = ffi.typeof("int32_t *")


def parser_path(library: Library) -> bytes:
    """The path of the ONNX parser's library for a library of TensorRT.

    Raises LibraryNotFoundError when there is none beside it, with what to install.
    """
    stem = "libtensorrt_onnxparser_rtx" if library.rtx else "libnvonnxparser"
    version = os.path.basename(library.path).partition(".so")[2]  # of RTX's wheel, all three numbers
    names = [f"{stem}.so{version}", f"{stem}.so.{library.version[0]}"]
    for name in names:
        path = find.beside(library.path, name)
        if path != name:
            return file_name(path)
    raise LibraryNotFoundError(
        f"There is no ONNX parser beside {library.path}: {names[-1]} is missing. It comes with a full TensorRT: pip "
        "install tensorrt, or set TRT_CFFI_LIBRARY to the libnvinfer of one.",
        tried=[(name, "it is not in the folder of TensorRT") for name in names],
    )


def get_nv_onnx_parser_version(self: Library) -> int:
    """The version of the ONNX parser, as a number. Any version; C++: getNvOnnxParserVersion."""
    out = ffi.new(_INT32)
    self._done(self._shim.trt_library_parser_version(self._handle, parser_path(self), out))
    return int(out[0])
