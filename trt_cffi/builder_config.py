"""`IBuilderConfig`: how a plan is built."""

from __future__ import annotations

from trt_cffi.arguments import address, boolean, buffer, file_name, integer, tensor_name
from trt_cffi.native_object import NativeObject, handle_of
from trt_cffi.network import ILayer
from trt_cffi.optimization_profile import IOptimizationProfile
from trt_cffi.progress_monitor import IProgressMonitor
from trt_cffi.shim import ffi
from trt_cffi.timing_cache import ITimingCache

TYPE_CHECKING = False
if TYPE_CHECKING:
    import os
    from collections.abc import Sequence
    from typing import Any

__all__ = ["IBuilderConfig"]

_CACHE = ffi.typeof("trt_timing_cache **")


class IBuilderConfig(NativeObject):
    """How a plan is built: flags, limits, profiles, and where timings are kept.

    `Builder.create_builder_config` makes it. Any version; C++: IBuilderConfig.
    """

    __slots__ = ("_cache",)

    _noun = "builder_config"
    _inherited = ()
    _cache: ITimingCache  # that was set: TensorRT uses it until the plan is built

    def reset(self) -> None:
        """Make everything as it was at first. Any version; C++: IBuilderConfig::reset."""
        self._done(self._library._shim.trt_builder_config_reset(self._handle))

    # ---- flags ----

    @property
    def flags(self) -> int:
        """The BuilderFlags: bits `1 << int(flag)`. Any version; C++: IBuilderConfig::setFlags."""
        return self._uint32(self._library._shim.trt_builder_config_get_flags)

    @flags.setter
    def flags(self, value: int) -> None:
        number = integer(value, "flags", signed=False)
        self._done(self._library._shim.trt_builder_config_set_flags(self._handle, number))

    def get_flag(self, flag: Any) -> bool:
        """Whether a BuilderFlag is set. Any version; C++: IBuilderConfig::getFlag."""
        number = self._library._number("BuilderFlag", flag)
        return self._bool(self._library._shim.trt_builder_config_get_flag, number)

    def set_flag(self, flag: Any) -> None:
        """Set a BuilderFlag. Any version; C++: IBuilderConfig::setFlag."""
        number = self._library._number("BuilderFlag", flag)
        self._done(self._library._shim.trt_builder_config_set_flag(self._handle, number))

    def clear_flag(self, flag: Any) -> None:
        """Clear a BuilderFlag. Any version; C++: IBuilderConfig::clearFlag."""
        number = self._library._number("BuilderFlag", flag)
        self._done(self._library._shim.trt_builder_config_clear_flag(self._handle, number))

    @property
    def quantization_flags(self) -> int:
        """The QuantizationFlags: bits `1 << int(flag)`. There until 10; C++: IBuilderConfig::setQuantizationFlags."""
        return self._uint32(self._library._shim.trt_builder_config_get_quantization_flags)

    @quantization_flags.setter
    def quantization_flags(self, value: int) -> None:
        number = integer(value, "quantization_flags", signed=False)
        self._done(self._library._shim.trt_builder_config_set_quantization_flags(self._handle, number))

    def get_quantization_flag(self, flag: Any) -> bool:
        """Whether a QuantizationFlag is set. There until 10; C++: IBuilderConfig::getQuantizationFlag."""
        number = self._library._number("QuantizationFlag", flag)
        return self._bool(self._library._shim.trt_builder_config_get_quantization_flag, number)

    def set_quantization_flag(self, flag: Any) -> None:
        """Set a QuantizationFlag. There until 10; C++: IBuilderConfig::setQuantizationFlag."""
        number = self._library._number("QuantizationFlag", flag)
        self._done(self._library._shim.trt_builder_config_set_quantization_flag(self._handle, number))

    def clear_quantization_flag(self, flag: Any) -> None:
        """Clear a QuantizationFlag. There until 10; C++: IBuilderConfig::clearQuantizationFlag."""
        number = self._library._number("QuantizationFlag", flag)
        self._done(self._library._shim.trt_builder_config_clear_quantization_flag(self._handle, number))

    def get_preview_feature(self, feature: Any) -> bool:
        """Whether a PreviewFeature is on. Any version; C++: IBuilderConfig::getPreviewFeature."""
        number = self._library._number("PreviewFeature", feature)
        return self._bool(self._library._shim.trt_builder_config_get_preview_feature, number)

    def set_preview_feature(self, feature: Any, enable: bool) -> None:
        """Turn a PreviewFeature on or off. Any version; C++: IBuilderConfig::setPreviewFeature."""
        number = self._library._number("PreviewFeature", feature)
        on = boolean(enable, "enable")
        self._done(self._library._shim.trt_builder_config_set_preview_feature(self._handle, number, on))

    # ---- what the plan is for ----

    @property
    def engine_capability(self) -> Any:
        """What the engine is restricted to, an EngineCapability.

        Any version; C++: IBuilderConfig::setEngineCapability.
        """
        return self._member("EngineCapability", self._library._shim.trt_builder_config_get_engine_capability)

    @engine_capability.setter
    def engine_capability(self, value: Any) -> None:
        number = self._library._number("EngineCapability", value)
        self._done(self._library._shim.trt_builder_config_set_engine_capability(self._handle, number))

    @property
    def hardware_compatibility_level(self) -> Any:
        """Which other GPUs the plan runs on, a HardwareCompatibilityLevel.

        Any version; C++: IBuilderConfig::setHardwareCompatibilityLevel.
        """
        return self._member(
            "HardwareCompatibilityLevel", self._library._shim.trt_builder_config_get_hardware_compatibility_level
        )

    @hardware_compatibility_level.setter
    def hardware_compatibility_level(self, value: Any) -> None:
        number = self._library._number("HardwareCompatibilityLevel", value)
        self._done(self._library._shim.trt_builder_config_set_hardware_compatibility_level(self._handle, number))

    @property
    def runtime_platform(self) -> Any:
        """The operating system that the plan runs on, a RuntimePlatform.

        TensorRT 10.2 on; C++: IBuilderConfig::setRuntimePlatform.
        """
        return self._member("RuntimePlatform", self._library._shim.trt_builder_config_get_runtime_platform)

    @runtime_platform.setter
    def runtime_platform(self, value: Any) -> None:
        number = self._library._number("RuntimePlatform", value)
        self._done(self._library._shim.trt_builder_config_set_runtime_platform(self._handle, number))

    @property
    def profiling_verbosity(self) -> Any:
        """What the engine will tell of its layers, a ProfilingVerbosity.

        Any version; C++: IBuilderConfig::setProfilingVerbosity.
        """
        return self._member("ProfilingVerbosity", self._library._shim.trt_builder_config_get_profiling_verbosity)

    @profiling_verbosity.setter
    def profiling_verbosity(self, value: Any) -> None:
        number = self._library._number("ProfilingVerbosity", value)
        self._done(self._library._shim.trt_builder_config_set_profiling_verbosity(self._handle, number))

    def add_optimization_profile(self, profile: IOptimizationProfile) -> int:
        """Add the shapes of a profile; the profile's index in the engine, or -1 when it is not valid.

        It is copied. Any version; C++: IBuilderConfig::addOptimizationProfile.
        """
        index = ffi.new("int32_t *")
        handle = handle_of(profile, IOptimizationProfile)
        added = self._said(self._library._shim.trt_builder_config_add_optimization_profile(self._handle, handle, index))
        return int(index[0]) if added else -1

    @property
    def num_optimization_profiles(self) -> int:
        """How many profiles were added. Any version; C++: IBuilderConfig::getNbOptimizationProfiles."""
        return self._int32(self._library._shim.trt_builder_config_get_num_optimization_profiles)

    def set_calibration_profile(self, profile: IOptimizationProfile) -> bool:
        """Set the shapes that INT8 is calibrated with. There until 10; C++: IBuilderConfig::setCalibrationProfile."""
        handle = handle_of(profile, IOptimizationProfile)
        return self._said(self._library._shim.trt_builder_config_set_calibration_profile(self._handle, handle))

    # ---- how long it may take, and what it may use ----

    @property
    def builder_optimization_level(self) -> int:
        """0 builds fastest, 5 searches longest for a fast engine; 3 at first.

        Any version; C++: IBuilderConfig::setBuilderOptimizationLevel.
        """
        return self._int32(self._library._shim.trt_builder_config_get_builder_optimization_level)

    @builder_optimization_level.setter
    def builder_optimization_level(self, value: int) -> None:
        number = integer(value, "builder_optimization_level")
        self._done(self._library._shim.trt_builder_config_set_builder_optimization_level(self._handle, number))

    @property
    def avg_timing_iterations(self) -> int:
        """How many runs of a kernel its time is the average of.

        Any version; C++: IBuilderConfig::setAvgTimingIterations.
        """
        return self._int32(self._library._shim.trt_builder_config_get_avg_timing_iterations)

    @avg_timing_iterations.setter
    def avg_timing_iterations(self, value: int) -> None:
        number = integer(value, "avg_timing_iterations")
        self._done(self._library._shim.trt_builder_config_set_avg_timing_iterations(self._handle, number))

    @property
    def min_timing_iterations(self) -> int:
        """How often a kernel is timed at least. There until 8.6; C++: IBuilderConfig::setMinTimingIterations."""
        return self._int32(self._library._shim.trt_builder_config_get_min_timing_iterations)

    @min_timing_iterations.setter
    def min_timing_iterations(self, value: int) -> None:
        number = integer(value, "min_timing_iterations")
        self._done(self._library._shim.trt_builder_config_set_min_timing_iterations(self._handle, number))

    @property
    def max_num_tactics(self) -> int:
        """Most kernels that are timed for a layer; -1 lets TensorRT decide.

        TensorRT 10.4 on; C++: IBuilderConfig::setMaxNbTactics.
        """
        return self._int32(self._library._shim.trt_builder_config_get_max_num_tactics)

    @max_num_tactics.setter
    def max_num_tactics(self, value: int) -> None:
        number = integer(value, "max_num_tactics")
        self._done(self._library._shim.trt_builder_config_set_max_num_tactics(self._handle, number))

    @property
    def max_aux_streams(self) -> int:
        """Most streams that the engine uses beside its own; -1 lets TensorRT decide.

        Any version; C++: IBuilderConfig::setMaxAuxStreams.
        """
        return self._int32(self._library._shim.trt_builder_config_get_max_aux_streams)

    @max_aux_streams.setter
    def max_aux_streams(self, value: int) -> None:
        number = integer(value, "max_aux_streams")
        self._done(self._library._shim.trt_builder_config_set_max_aux_streams(self._handle, number))

    @property
    def tiling_optimization_level(self) -> Any:
        """How much is tried to tile kernels, a TilingOptimizationLevel.

        TensorRT 10.8 on; C++: IBuilderConfig::setTilingOptimizationLevel.
        """
        return self._member(
            "TilingOptimizationLevel", self._library._shim.trt_builder_config_get_tiling_optimization_level
        )

    @tiling_optimization_level.setter
    def tiling_optimization_level(self, value: Any) -> None:
        number = self._library._number("TilingOptimizationLevel", value)
        self._said(self._library._shim.trt_builder_config_set_tiling_optimization_level(self._handle, number))

    @property
    def l2_limit_for_tiling(self) -> int:
        """Bytes of L2 cache for tiled kernels; -1 lets TensorRT decide.

        TensorRT 10.8 on; C++: IBuilderConfig::setL2LimitForTiling.
        """
        return self._int64(self._library._shim.trt_builder_config_get_l2_limit_for_tiling)

    @l2_limit_for_tiling.setter
    def l2_limit_for_tiling(self, value: int) -> None:
        number = integer(value, "l2_limit_for_tiling", bits=64)
        self._said(self._library._shim.trt_builder_config_set_l2_limit_for_tiling(self._handle, number))

    @property
    def remote_auto_tuning_config(self) -> str | None:
        """How kernels are tuned on another machine.

        TensorRT 10.13 on; C++: IBuilderConfig::setRemoteAutoTuningConfig.
        """
        return self._text(self._library._shim.trt_builder_config_get_remote_auto_tuning_config)

    @remote_auto_tuning_config.setter
    def remote_auto_tuning_config(self, value: str) -> None:
        number = tensor_name(value)
        self._said(self._library._shim.trt_builder_config_set_remote_auto_tuning_config(self._handle, number))

    @property
    def build_route(self) -> str | None:
        """The route by which the plan is built, of `all_build_routes`.

        TensorRT 11.1 on; C++: IBuilderConfig::setBuildRoute.
        """
        return self._text(self._library._shim.trt_builder_config_get_build_route)

    @build_route.setter
    def build_route(self, value: str) -> None:
        self._said(self._library._shim.trt_builder_config_set_build_route(self._handle, tensor_name(value)))

    @property
    def all_build_routes(self) -> str | None:
        """The routes by which a plan can be built. TensorRT 11.1 on; C++: IBuilderConfig::getAllBuildRoutes."""
        return self._text(self._library._shim.trt_builder_config_get_all_build_routes)

    @property
    def max_workspace_size(self) -> int:
        """Bytes of memory for temporary values: `MemoryPoolType.WORKSPACE` under its old name.

        There until 8.6; C++: IBuilderConfig::setMaxWorkspaceSize.
        """
        return self._size(self._library._shim.trt_builder_config_get_max_workspace_size)

    @max_workspace_size.setter
    def max_workspace_size(self, value: int) -> None:
        number = integer(value, "max_workspace_size", bits=64, signed=False)
        self._done(self._library._shim.trt_builder_config_set_max_workspace_size(self._handle, number))

    def get_memory_pool_limit(self, pool: Any) -> int:
        """Most bytes that may be used of a MemoryPoolType. Any version; C++: IBuilderConfig::getMemoryPoolLimit."""
        number = self._library._number("MemoryPoolType", pool)
        return self._size(self._library._shim.trt_builder_config_get_memory_pool_limit, number)

    def set_memory_pool_limit(self, pool: Any, pool_size: int) -> None:
        """Limit a MemoryPoolType to `pool_size` bytes. Any version; C++: IBuilderConfig::setMemoryPoolLimit."""
        number = self._library._number("MemoryPoolType", pool)
        size = integer(pool_size, "pool_size", bits=64, signed=False)
        self._done(self._library._shim.trt_builder_config_set_memory_pool_limit(self._handle, number, size))

    def get_tactic_sources(self) -> int:
        """Where kernels may come from: bits `1 << int(source)`. Any version; C++: IBuilderConfig::getTacticSources."""
        return self._uint32(self._library._shim.trt_builder_config_get_tactic_sources)

    def set_tactic_sources(self, tactic_sources: int) -> bool:
        """Limit where kernels may come from: bits `1 << int(source)` of TacticSource. False when TensorRT refuses.

        Any version; C++: IBuilderConfig::setTacticSources.
        """
        bits = integer(tactic_sources, "tactic_sources", signed=False)
        return self._said(self._library._shim.trt_builder_config_set_tactic_sources(self._handle, bits))

    @property
    def profile_stream(self) -> int:
        """The CUDA stream that kernels are timed on, an address; 0 for the default one.

        Any version; C++: IBuilderConfig::setProfileStream.
        """
        return self._pointer(self._library._shim.trt_builder_config_get_profile_stream)

    @profile_stream.setter
    def profile_stream(self, value: Any) -> None:
        number = address(value, "profile_stream")
        self._done(self._library._shim.trt_builder_config_set_profile_stream(self._handle, number))

    @property
    def plugins_to_serialize(self) -> list[str]:
        """Paths of the plugin libraries that the plan brings along.

        Any version; C++: IBuilderConfig::setPluginsToSerialize.
        """
        shim = self._library._shim
        count = self._int32(shim.trt_builder_config_get_num_plugins_to_serialize)
        return [self._text(shim.trt_builder_config_get_plugin_to_serialize, index) or "" for index in range(count)]

    @plugins_to_serialize.setter
    def plugins_to_serialize(self, value: Sequence[str | os.PathLike[str]]) -> None:
        paths = [ffi.new("char[]", file_name(path)) for path in value]
        table = ffi.new("const char *[]", paths)
        self._done(self._library._shim.trt_builder_config_set_plugins_to_serialize(self._handle, table, len(paths)))

    # ---- timings ----

    def create_timing_cache(self, serialized_timing_cache: Any) -> ITimingCache | None:
        """A timing cache from the bytes of `ITimingCache.serialize`, or an empty one from `b""`.

        None when TensorRT cannot read it. Any version; C++: IBuilderConfig::createTimingCache.
        """
        data, out = buffer(serialized_timing_cache, "a timing cache"), ffi.new(_CACHE)
        with ffi.from_buffer(data if data.nbytes else b"\0") as start:
            status = self._library._shim.trt_builder_config_create_timing_cache(self._open(), start, data.nbytes, out)
        if not self._made("timing_cache", status, out):
            return None
        return self._library.ITimingCache._wrap(out[0], self)  # type: ignore[no-any-return]

    def set_timing_cache(self, cache: ITimingCache, ignore_mismatch: bool) -> bool:
        """Use a timing cache, which a build adds to. False when it is of another device or version.

        ignore_mismatch: use it all the same. Any version; C++: IBuilderConfig::setTimingCache.
        """
        ignore = boolean(ignore_mismatch, "ignore_mismatch")
        handle = handle_of(cache, ITimingCache)
        taken = self._said(self._library._shim.trt_builder_config_set_timing_cache(self._handle, handle, ignore))
        if taken:
            self._cache = cache
        return taken

    def get_timing_cache(self) -> ITimingCache | None:
        """The timing cache in use, or None. Any version; C++: IBuilderConfig::getTimingCache."""
        out = ffi.new(_CACHE)
        if not self._said(self._library._shim.trt_builder_config_timing_cache(self._open(), out)):
            return None
        return self._library.ITimingCache._wrap(out[0], self)  # type: ignore[no-any-return]

    # ---- TensorRT for RTX ----

    @property
    def num_compute_capabilities(self) -> int:
        """How many kinds of GPUs the plan is for. Setting a number that it does not take raises ValueError.

        TensorRT for RTX 1.5 on; C++: IBuilderConfig::setNbComputeCapabilities.
        """
        return self._int32(self._library._shim.trt_builder_config_get_num_compute_capabilities)

    @num_compute_capabilities.setter
    def num_compute_capabilities(self, value: int) -> None:
        number = integer(value, "num_compute_capabilities")
        if not self._said(self._library._shim.trt_builder_config_set_num_compute_capabilities(self._handle, number)):
            raise ValueError(f"a plan cannot be for {number} compute capabilities")

    def get_compute_capability(self, index: int) -> Any:
        """One kind of GPUs that the plan is for, a ComputeCapability.

        TensorRT for RTX 1.5 on; C++: IBuilderConfig::getComputeCapability.
        """
        function = self._library._shim.trt_builder_config_get_compute_capability
        return self._member("ComputeCapability", function, integer(index, "index"))

    def set_compute_capability(self, compute_capability: Any, index: int) -> bool:
        """Set one kind of GPUs that the plan is for, a ComputeCapability. False when TensorRT refuses.

        TensorRT for RTX 1.5 on; C++: IBuilderConfig::setComputeCapability.
        """
        number, place = self._library._number("ComputeCapability", compute_capability), integer(index, "index")
        return self._said(self._library._shim.trt_builder_config_set_compute_capability(self._handle, place, number))

    # ---- progress ----

    @property
    def progress_monitor(self) -> IProgressMonitor | None:
        """Who is told of progress, or None. TensorRT 10 on; C++: IBuilderConfig::setProgressMonitor."""
        return self._get_callback("progress_monitor")  # type: ignore[no-any-return]

    @progress_monitor.setter
    def progress_monitor(self, value: IProgressMonitor | None) -> None:
        function = self._library._shim.trt_builder_config_set_progress_monitor
        self._set_callback("progress_monitor", value, IProgressMonitor, lambda native: function(self._handle, native))

    # ---- DLA ----

    @property
    def DLA_core(self) -> int:
        """The DLA core that the engine is for. Any version; C++: IBuilderConfig::setDLACore."""
        return self._int32(self._library._shim.trt_builder_config_get_dla_core)

    @DLA_core.setter
    def DLA_core(self, value: int) -> None:
        self._done(self._library._shim.trt_builder_config_set_dla_core(self._handle, integer(value, "DLA_core")))

    @property
    def default_device_type(self) -> Any:
        """Where layers run for which nothing is set, a DeviceType.

        Any version; C++: IBuilderConfig::setDefaultDeviceType.
        """
        return self._member("DeviceType", self._library._shim.trt_builder_config_get_default_device_type)

    @default_device_type.setter
    def default_device_type(self, value: Any) -> None:
        number = self._library._number("DeviceType", value)
        self._done(self._library._shim.trt_builder_config_set_default_device_type(self._handle, number))

    def get_device_type(self, layer: ILayer) -> Any:
        """Where a layer runs, a DeviceType. Any version; C++: IBuilderConfig::getDeviceType."""
        function = self._library._shim.trt_builder_config_get_device_type
        return self._member("DeviceType", function, handle_of(layer, ILayer))

    def set_device_type(self, layer: ILayer, device_type: Any) -> None:
        """Set where a layer runs, a DeviceType. Any version; C++: IBuilderConfig::setDeviceType."""
        number = self._library._number("DeviceType", device_type)
        handle = handle_of(layer, ILayer)
        self._done(self._library._shim.trt_builder_config_set_device_type(self._handle, handle, number))

    def is_device_type_set(self, layer: ILayer) -> bool:
        """Whether it was set where a layer runs. Any version; C++: IBuilderConfig::isDeviceTypeSet."""
        return self._bool(self._library._shim.trt_builder_config_is_device_type_set, handle_of(layer, ILayer))

    def reset_device_type(self, layer: ILayer) -> None:
        """Forget where a layer was set to run. Any version; C++: IBuilderConfig::resetDeviceType."""
        handle = handle_of(layer, ILayer)
        self._done(self._library._shim.trt_builder_config_reset_device_type(self._handle, handle))

    def can_run_on_DLA(self, layer: ILayer) -> bool:
        """Whether a layer can run on a DLA core. Any version; C++: IBuilderConfig::canRunOnDLA."""
        return self._bool(self._library._shim.trt_builder_config_can_run_on_dla, handle_of(layer, ILayer))

    def __repr__(self) -> str:
        return f"<IBuilderConfig of {self._library}{' closed' if self.closed else ''}>"
