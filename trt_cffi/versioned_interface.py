"""`IVersionedInterface`: what an interface says of itself from TensorRT 10 on."""

from __future__ import annotations

from trt_cffi.enums import enums_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, ClassVar

__all__ = ["IVersionedInterface", "InterfaceInfo"]

APILanguage: Any = enums_of(10)["APILanguage"]  # the same in every version that has it


class InterfaceInfo:
    """The name and the version of an interface.

    Attributes:
        kind: its name, such as "IGpuAllocator".
        major: its version.
        minor: its version.

    `IVersionedInterface.interface_info` gives it. TensorRT 10 on; C++: InterfaceInfo.
    """

    __slots__ = ("kind", "major", "minor")

    kind: str
    major: int
    minor: int

    def __init__(self) -> None:
        raise TypeError("InterfaceInfo has no constructor: interface_info gives it")

    @classmethod
    def _of(cls, kind: str, major: int, minor: int) -> InterfaceInfo:
        self = cls.__new__(cls)
        self.kind, self.major, self.minor = kind, major, minor
        return self

    def __repr__(self) -> str:
        return f"<InterfaceInfo {self.kind} {self.major}.{self.minor}>"


class IVersionedInterface:
    """Base of interfaces that say which version of themselves they are. TensorRT 10 on; C++: IVersionedInterface."""

    __slots__ = ()

    _kind: ClassVar[str]

    def __init__(self) -> None:
        raise TypeError("IVersionedInterface has no constructor: derive from an interface such as IGpuAllocator")

    @property
    def api_language(self) -> Any:
        """The APILanguage that TensorRT is told: CPP, as what it calls is native.

        TensorRT 10 on; C++: IVersionedInterface::getAPILanguage.
        """
        return APILanguage.CPP

    @property
    def interface_info(self) -> InterfaceInfo:
        """The InterfaceInfo that TensorRT is told. TensorRT 10 on; C++: IVersionedInterface::getInterfaceInfo."""
        return InterfaceInfo._of(self._kind, 1, 0)
