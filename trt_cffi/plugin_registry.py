"""`IPluginRegistry`: the plugins that a library knows."""

from __future__ import annotations

from trt_cffi.arguments import boolean, file_name, tensor_name
from trt_cffi.callbacks import check_kind
from trt_cffi.error_recorder import IErrorRecorder
from trt_cffi.errors import TensorRTError
from trt_cffi.plugin_creator import creator_from, fields_from
from trt_cffi.shim import NULL, ffi

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from trt_cffi.library import Library
    from trt_cffi.plugin_creator import IPluginCreator, IPluginCreatorInterface, PluginField

__all__ = ["IPluginRegistry"]

_CREATOR = ffi.typeof("trt_plugin_creator *")
_CREATORS = ffi.typeof("trt_plugin_creator[]")


class IPluginRegistry:
    """The registry of plugins of one library; there is one for each, `get_plugin_registry()` gives it.

    Any version; C++: IPluginRegistry.
    """

    __slots__ = ("__weakref__", "_loaded", "_recorder")

    _library: Library  # set in the class that each library makes of this one

    _recorder: IErrorRecorder | None
    _loaded: list[Any]  # handles of libraries of plugins

    def __init__(self) -> None:
        raise TypeError("IPluginRegistry has no constructor: get_plugin_registry() gives the one there is")

    @classmethod
    def _of_library(cls) -> IPluginRegistry:
        self = cls.__new__(cls)
        self._recorder, self._loaded = None, []
        return self

    # ---- creators ----

    @property
    def plugin_creator_list(self) -> list[IPluginCreator]:
        """The creators of plugins of the old interface, IPluginV2.

        C++: IPluginRegistry::getPluginCreatorList, until 10.
        """
        return self._list(self._library._shim.trt_plugin_registry_get_plugin_creator_list)

    @property
    def all_creators(self) -> list[IPluginCreatorInterface]:
        """The creators of every kind: IPluginCreator, IPluginCreatorV3One, IPluginCreatorV3Quick.

        One of a kind that is newer than this package is an IPluginCreatorInterface.

        TensorRT 10 on; C++: IPluginRegistry::getAllCreators.
        """
        return self._list(self._library._shim.trt_plugin_registry_get_all_creators)

    @property
    def all_creators_recursive(self) -> list[IPluginCreatorInterface]:
        """As `all_creators`, with those of the parent registries.

        TensorRT 10.10 on; C++: IPluginRegistry::getAllCreatorsRecursive.
        """
        return self._list(self._library._shim.trt_plugin_registry_get_all_creators_recursive)

    def get_plugin_creator(self, type: str, version: str, plugin_namespace: str = "") -> IPluginCreator | None:
        """The creator of plugins of the old interface with a name, a version and a namespace.

        None, and an error in the log, when there is none.

        C++: IPluginRegistry::getPluginCreator, until 10.
        """
        function = self._library._shim.trt_plugin_registry_get_plugin_creator
        return self._find(function, type, version, plugin_namespace)  # type: ignore[no-any-return]

    def get_creator(self, type: str, version: str, plugin_namespace: str = "") -> IPluginCreatorInterface | None:
        """The creator of any kind with a name, a version and a namespace.

        None, and an error in the log, when there is none.

        TensorRT 10 on; C++: IPluginRegistry::getCreator.
        """
        function = self._library._shim.trt_plugin_registry_get_creator
        return self._find(function, type, version, plugin_namespace)  # type: ignore[no-any-return]

    def _list(self, function: Callable[..., int]) -> list[Any]:
        count = ffi.new("int32_t *")
        self._library._done(function(self._library._handle, NULL, 0, count))
        creators = ffi.new(_CREATORS, count[0])
        self._library._done(function(self._library._handle, creators, len(creators), count))
        found = (creators[i] for i in range(min(len(creators), count[0])))
        return [creator_from(self._library, told, self._read_fields) for told in found]

    def _find(self, function: Callable[..., int], *key: str) -> Any:
        out = ffi.new(_CREATOR)
        status = function(self._library._handle, *map(tensor_name, key), out)
        return creator_from(self._library, out) if self._library._said(status) else None

    def _read_fields(self, *key: str) -> tuple[PluginField, ...]:
        out, shim = ffi.new(_CREATOR), self._library._shim
        one_kind = self._library.version[0] == 8
        find = shim.trt_plugin_registry_get_plugin_creator if one_kind else shim.trt_plugin_registry_get_creator
        if not self._library._said(find(self._library._handle, *map(tensor_name, key), out)):
            raise TensorRTError(
                f"the creator of the plugins {key[0]!r} of version {key[1]!r} is not registered any more, so its "
                "fields cannot be read: read them before deregister_library"
            )
        return fields_from(self._library, out)

    # ---- properties ----

    @property
    def parent_search_enabled(self) -> bool:
        """Whether a registry also looks in its parent. TensorRT 8.6 on; C++: IPluginRegistry::isParentSearchEnabled."""
        out = ffi.new("bool *")
        self._library._done(
            self._library._shim.trt_plugin_registry_get_parent_search_enabled(self._library._handle, out)
        )
        return bool(out[0])

    @parent_search_enabled.setter
    def parent_search_enabled(self, value: bool) -> None:
        enabled = boolean(value, "parent_search_enabled")
        self._library._done(
            self._library._shim.trt_plugin_registry_set_parent_search_enabled(self._library._handle, enabled)
        )

    @property
    def error_recorder(self) -> IErrorRecorder | None:
        """Where errors of the registry are recorded instead of logged, or None.

        Any version; C++: IPluginRegistry::setErrorRecorder.
        """
        return self._recorder

    @error_recorder.setter
    def error_recorder(self, value: IErrorRecorder | None) -> None:
        check_kind(value, IErrorRecorder)
        recorder = NULL if value is None else value._native(self._library).handle
        self._library._done(self._library._shim.trt_plugin_registry_set_error_recorder(self._library._handle, recorder))
        self._recorder = value  # kept, as the registry has it until another takes its place

    # ---- libraries of plugins ----

    def load_library(self, plugin_path: str) -> Any:
        """Load a library of plugins and register them: a handle for `deregister_library`.

        It is None when they cannot be loaded.

        TensorRT 8.6 on; C++: IPluginRegistry::loadLibrary.
        """
        out = ffi.new("void **")
        path = file_name(plugin_path, "plugin_path")
        status = self._library._shim.trt_plugin_registry_load_library(self._library._handle, path, out)
        if not status:
            self._loaded.append(out[0])
        return out[0] if self._library._said(status) else None

    def deregister_library(self, handle: Any) -> None:
        """Undo `load_library`, once for each time. No engine may use a plugin of it any more.

        Raises ValueError for a handle of another registry, or of a library that is gone.

        TensorRT 8.6 on; C++: IPluginRegistry::deregisterLibrary.
        """
        if not isinstance(handle, ffi.CData):
            raise TypeError(f"expected a handle that load_library gave, not {handle!r}")
        if handle not in self._loaded:
            raise ValueError(f"{handle!r} is no handle of this registry, or its library was deregistered already")
        self._loaded.remove(handle)
        self._library._done(self._library._shim.trt_plugin_registry_deregister_library(self._library._handle, handle))

    def __repr__(self) -> str:
        return f"<IPluginRegistry of {self._library}>"
