"""`IPluginRegistry`: the plugins that a library knows."""

from __future__ import annotations

from trt_cffi.arguments import boolean, file_name
from trt_cffi.shim import ffi

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from trt_cffi.library import Library

__all__ = ["IPluginRegistry"]


class IPluginRegistry:
    """The registry of plugins of one library; there is one for each, `get_plugin_registry()` gives it.

    Any version; C++: IPluginRegistry.
    """

    _library: Library

    def __init__(self) -> None:
        raise TypeError("IPluginRegistry has no constructor: get_plugin_registry() gives the one there is")

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

    def load_library(self, plugin_path: str) -> Any:
        """Load a library of plugins and register them: a handle for `deregister_library`.

        It is None when they cannot be loaded.

        TensorRT 8.6 on; C++: IPluginRegistry::loadLibrary.
        """
        out = ffi.new("void **")
        path = file_name(plugin_path, "plugin_path")
        loaded = self._library._said(
            self._library._shim.trt_plugin_registry_load_library(self._library._handle, path, out)
        )
        return out[0] if loaded else None

    def deregister_library(self, handle: Any) -> None:
        """Undo `load_library`. TensorRT 8.6 on; C++: IPluginRegistry::deregisterLibrary."""
        if not isinstance(handle, ffi.CData):
            raise TypeError(f"expected a handle that load_library gave, not {handle!r}")
        self._library._done(self._library._shim.trt_plugin_registry_deregister_library(self._library._handle, handle))

    def __repr__(self) -> str:
        return f"<IPluginRegistry of {self._library}>"
