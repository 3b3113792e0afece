"""What the creators of plugins that a library knows say of themselves. Plugins are written in C++, not here."""

from __future__ import annotations

from trt_cffi.errors import NotAvailableError
from trt_cffi.shim import text
from trt_cffi.versioned_interface import APILanguage, InterfaceInfo, IVersionedInterface

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from trt_cffi.library import Library

__all__ = [
    "IPluginCreator",
    "IPluginCreatorInterface",
    "IPluginCreatorV3One",
    "IPluginCreatorV3Quick",
    "PluginField",
    "creator_from",
    "fields_from",
]


class PluginField:
    """An attribute that plugins of a creator have: `IPluginCreator.field_names` tells of them.

    Any version; C++: PluginField.
    """

    __slots__ = ("__weakref__", "_name", "_size", "_type")

    _name: str
    _type: Any
    _size: int

    def __init__(self) -> None:
        raise TypeError("PluginField has no constructor: field_names gives them")

    @classmethod
    def _of(cls, name: str, type: Any, size: int) -> PluginField:
        self = cls.__new__(cls)
        self._name, self._type, self._size = name, type, size
        return self

    @property
    def name(self) -> str:
        """Its name. Any version; C++: PluginField::name."""
        return self._name

    @property
    def type(self) -> Any:
        """The PluginFieldType of its elements. Any version; C++: PluginField::type."""
        return self._type

    @property
    def size(self) -> int:
        """How many elements it has. Any version; C++: PluginField::length."""
        return self._size

    def __repr__(self) -> str:
        return f"<PluginField {self._name!r} {self._type.name} ({self._size})>"


class IPluginCreatorInterface(IVersionedInterface):
    """A creator of plugins of whatever kind, as it was when the registry was asked for it.

    TensorRT 10 on; C++: IPluginCreatorInterface.
    """

    __slots__ = (
        "__weakref__",
        "_api_language",
        "_field_names",
        "_info",
        "_name",
        "_plugin_namespace",
        "_plugin_version",
        "_read_fields",
        "_tensorrt_version",
        "_version",
    )

    _version: tuple[int, ...]  # of the library
    _api_language: Any
    _info: tuple[str, int, int] | None  # None in 8
    # and what those of a known kind show
    _name: str
    _plugin_version: str
    _plugin_namespace: str
    _field_names: tuple[PluginField, ...] | None  # None: not read yet
    _read_fields: Callable[[str, str, str], tuple[PluginField, ...]]
    _tensorrt_version: int

    def __init__(self) -> None:
        raise TypeError(f"{type(self).__name__} has no constructor: the plugin registry gives those there are")

    def _asked(self, what: Any, method: str) -> Any:
        if self._info is None:
            raise NotAvailableError.of(f"IVersionedInterface::{method}", self._version, since="10.0")
        return what

    @property
    def api_language(self) -> Any:
        """The APILanguage that it is written in. TensorRT 10 on; C++: IVersionedInterface::getAPILanguage."""
        return self._asked(self._api_language, "getAPILanguage")

    @property
    def interface_info(self) -> InterfaceInfo:
        """The InterfaceInfo of its kind. TensorRT 10 on; C++: IVersionedInterface::getInterfaceInfo."""
        return InterfaceInfo._of(*self._asked(self._info, "getInterfaceInfo"))

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._info[0] if self._info else ''}>"


class _Named(IPluginCreatorInterface):
    """What every known kind of creator has."""

    __slots__ = ()

    @property
    def name(self) -> str:
        """The name of its plugins. Any version; C++: IPluginCreator::getPluginName."""
        return self._name

    @property
    def plugin_version(self) -> str:
        """The version of its plugins. Any version; C++: IPluginCreator::getPluginVersion."""
        return self._plugin_version

    @property
    def plugin_namespace(self) -> str:
        """The namespace that it is in, often "". Any version; C++: IPluginCreator::getPluginNamespace."""
        return self._plugin_namespace

    @property
    def field_names(self) -> tuple[PluginField, ...]:
        """The attributes that its plugins have.

        Of a creator in a list they are read when they are first asked for, and it must still be registered then: else
        TensorRTError.

        Any version; C++: IPluginCreator::getFieldNames.
        """
        if self._field_names is None:
            self._field_names = self._read_fields(self._name, self._plugin_version, self._plugin_namespace)
        return self._field_names

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._name!r} version {self._plugin_version!r}>"


class IPluginCreator(_Named):
    """A creator of plugins of the old interface, IPluginV2. Any version; C++: IPluginCreator."""

    __slots__ = ()

    @property
    def tensorrt_version(self) -> int:
        """The version of TensorRT that it was compiled with. C++: IPluginCreator::getTensorRTVersion, until 8.6."""
        if self._info is not None:
            raise NotAvailableError.of("IPluginCreator::getTensorRTVersion", self._version, until="8.6")
        return self._tensorrt_version


class IPluginCreatorV3One(_Named):
    """A creator of plugins of the interface IPluginV3. TensorRT 10 on; C++: IPluginCreatorV3One."""

    __slots__ = ()


class IPluginCreatorV3Quick(_Named):
    """A creator of plugins that are written as Python functions. TensorRT 10.6 on; C++: IPluginCreatorV3Quick."""

    __slots__ = ()


_OF_KIND = {
    "PLUGIN CREATOR_V1": IPluginCreator,
    "PLUGIN CREATOR_V3ONE": IPluginCreatorV3One,
    "PLUGIN CREATOR_V3QUICK": IPluginCreatorV3Quick,
}


def creator_from(
    library: Library, told: Any, read_fields: Callable[[str, str, str], tuple[PluginField, ...]] | None = None
) -> Any:
    """A creator from a `trt_plugin_creator`: all of it is copied, as its library may be deregistered at any time.

    Args:
        read_fields: what gives the fields of one in a list, which leaves them out, by name, version and namespace.
    """
    kind = text(told.kind)
    cls: Any = IPluginCreator if kind is None else _OF_KIND.get(kind, IPluginCreatorInterface)
    self = cls.__new__(cls)
    self._version, self._api_language = library.version, APILanguage(told.api_language)
    self._info = None if kind is None else (kind, told.major, told.minor)
    self._tensorrt_version = told.tensorrt_version
    self._name, self._plugin_version = text(told.name) or "", text(told.version) or ""
    self._plugin_namespace = text(told.plugin_namespace) or ""
    if read_fields is None:
        self._field_names = fields_from(library, told)
    else:
        self._field_names, self._read_fields = None, read_fields
    return self


def fields_from(library: Library, told: Any) -> tuple[PluginField, ...]:
    """The fields that a `trt_plugin_creator` tells."""
    return tuple(
        PluginField._of(text(field.name) or "", library.PluginFieldType(field.type), field.length)
        for field in (told.fields[i] for i in range(told.num_fields))
    )
