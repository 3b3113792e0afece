"""What the shim collects by itself for a program to read: handles that belong to no library."""

from __future__ import annotations

from trt_cffi.native import Native
from trt_cffi.shim import ffi, last_error, shim
from trt_cffi.versions import MAJORS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = ["Collected"]

_OUT_OF_MEMORY = ffi.integer_const("TRT_OUT_OF_MEMORY")


class Collected(Native):
    """A `trt_NOUN` of the shim. Any shim will do, as these functions are the same in all."""

    __slots__ = ("_functions", "_noun")

    def __init__(self, noun: str, *arguments: Any) -> None:
        self._functions, self._noun = shim(MAJORS[0]), noun
        out = ffi.new(f"trt_{noun} **")
        self._must(self._function("create")(*arguments, out))
        super().__init__(out[0], self._function("destroy"))

    def gives(self, what: str, *arguments: Any) -> bool:
        """Call `trt_NOUN_WHAT`, and whether there was what was asked for."""
        return not self._function(what)(self.handle, *arguments)

    def do(self, what: str, *arguments: Any) -> None:
        """Call `trt_NOUN_WHAT`. Raises MemoryError, or ValueError for an argument that it refuses."""
        self._must(self._function(what)(self.handle, *arguments))

    def _function(self, what: str) -> Any:
        return getattr(self._functions, f"trt_{self._noun}_{what}")

    def _must(self, status: int) -> None:
        if status:
            raise (MemoryError if status == _OUT_OF_MEMORY else ValueError)(last_error(self._functions))
