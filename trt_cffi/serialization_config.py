"""`ISerializationConfig`: what a plan is to hold."""

from __future__ import annotations

from trt_cffi.arguments import integer
from trt_cffi.native_object import NativeObject
from trt_cffi.shim import ffi

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = ["ISerializationConfig"]

_UINT32 = ffi.typeof("uint32_t *")


class ISerializationConfig(NativeObject):
    """What a plan is to hold: give it to `ICudaEngine.serialize_with_config`.

    `ICudaEngine.create_serialization_config` makes it. TensorRT 10 on; C++: ISerializationConfig.
    """

    __slots__ = ()

    _noun = "serialization_config"
    _inherited = ()

    @property
    def flags(self) -> int:
        """The SerializationFlags: bits `1 << int(flag)`.

        Setting bits that are no flag's raises RuntimeError. TensorRT 10 on; C++: ISerializationConfig::setFlags.
        """
        return self._uint32(self._library._shim.trt_serialization_config_get_flags)

    @flags.setter
    def flags(self, value: int) -> None:
        bits = integer(value, "flags", signed=False)
        if not self._said(self._library._shim.trt_serialization_config_set_flags(self._handle, bits)):
            raise self._library._refusal(f"{bits:#x} are no serialization flags")

    def get_flag(self, flag: Any) -> bool:
        """Whether a SerializationFlag is set. TensorRT 10 on; C++: ISerializationConfig::getFlag."""
        return self._bool(self._library._shim.trt_serialization_config_get_flag, self._flag(flag))

    def set_flag(self, flag: Any) -> bool:
        """Set a SerializationFlag. False when TensorRT refuses.

        TensorRT 10 on; C++: ISerializationConfig::setFlag.
        """
        return self._said(self._library._shim.trt_serialization_config_set_flag(self._handle, self._flag(flag)))

    def clear_flag(self, flag: Any) -> bool:
        """Clear a SerializationFlag. False when TensorRT refuses.

        TensorRT 10 on; C++: ISerializationConfig::clearFlag.
        """
        return self._said(self._library._shim.trt_serialization_config_clear_flag(self._handle, self._flag(flag)))

    def _shown(self) -> list[str]:
        flags = self._peek(_UINT32, self._library._shim.trt_serialization_config_get_flags) or 0
        return [name for name, flag in self._library.SerializationFlag.__members__.items() if flags >> int(flag) & 1]

    def _flag(self, flag: Any) -> int:
        return self._library._number("SerializationFlag", flag)
