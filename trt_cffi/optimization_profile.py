"""`IOptimizationProfile`: the shapes that a plan is for."""

from __future__ import annotations

from trt_cffi.arguments import address, as_dims, tensor_name
from trt_cffi.dims import dims_from, integers
from trt_cffi.native_object import NativeObject
from trt_cffi.shape import CDims
from trt_cffi.shim import ffi

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any, SupportsIndex

    from trt_cffi.dims import Dims

__all__ = ["IOptimizationProfile"]

_SELECTORS = (0, 1, 2)  # OptProfileSelector: min, opt, max


class IOptimizationProfile(NativeObject):
    """The least, the best and the greatest shape of each input whose shape is not fixed.

    `Builder.create_optimization_profile` makes it; give it to `IBuilderConfig.add_optimization_profile`. It is true
    when it is complete. Any version; C++: IOptimizationProfile.
    """

    __slots__ = ()

    _noun = "optimization_profile"
    _inherited = ()

    def set_shape(
        self,
        input: str,
        min: Iterable[SupportsIndex],
        opt: Iterable[SupportsIndex],
        max: Iterable[SupportsIndex],
    ) -> None:
        """Set the shapes of an input.

        Raises ValueError when TensorRT refuses them. 8.6.0 looks at them only when it builds.

        Any version; C++: IOptimizationProfile::setDimensions.
        """
        name, bits = tensor_name(input), 32 if self._library._like[0] == 8 else 64
        shapes = [as_dims(shape, bits) for shape in (min, opt, max)]
        for selector, shape in zip(_SELECTORS, shapes, strict=True):
            dims = CDims().write(shape)
            function = self._library._shim.trt_optimization_profile_set_dimensions
            if not self._said(function(self._handle, name, selector, dims)):
                raise ValueError(str(self._library._refusal(_contradiction(input, shapes))))

    def get_shape(self, input: str) -> list[Dims]:
        """The least, the best and the greatest shape of an input; empty when none are set.

        Any version; C++: IOptimizationProfile::getDimensions.
        """
        name, found = tensor_name(input), []
        for selector in _SELECTORS:
            dims = CDims()
            function = self._library._shim.trt_optimization_profile_get_dimensions
            self._done(function(self._handle, name, selector, dims.pointer))
            found.append(dims.read())
        return [] if any(dims == dims_from(None) for dims in found) else found

    def set_shape_input(
        self,
        input: str,
        min: Iterable[SupportsIndex],
        opt: Iterable[SupportsIndex],
        max: Iterable[SupportsIndex],
    ) -> None:
        """Set the values of an input that shapes are computed from, a shape tensor.

        Raises ValueError when they contradict each other.

        Any version; C++: IOptimizationProfile::setShapeValues, from 10.11 on setShapeValuesV2.
        """
        name, given = tensor_name(input), [integers(values) for values in (min, opt, max)]
        for selector, values in zip(_SELECTORS, given, strict=True):
            numbers = ffi.new("int64_t[]", values or 1)
            function = self._library._shim.trt_optimization_profile_set_shape_values
            if not self._said(function(self._handle, name, selector, numbers, len(values))):
                raise ValueError(str(self._library._refusal(_contradiction(input, given))))

    def get_shape_input(self, input: str) -> list[list[int]]:
        """The least, the best and the greatest values of a shape tensor; empty when none are set.

        Any version; C++: IOptimizationProfile::getShapeValues, from 10.11 on getShapeValuesV2.
        """
        name, shim = tensor_name(input), self._library._shim
        count = self._int32(shim.trt_optimization_profile_get_num_shape_values, name)
        if count < 0:
            return []
        found, values = [], ffi.new("int64_t[]", max(count, 1))
        for selector in _SELECTORS:
            self._done(shim.trt_optimization_profile_get_shape_values(self._handle, name, selector, values, count))
            found.append(list(values[0:count]))
        return found

    @property
    def extra_memory_target(self) -> float:
        """How much more memory than the least kernels of this profile may use, 0 to 1; 1 at first.

        Any version; C++: IOptimizationProfile::setExtraMemoryTarget.
        """
        return self._float(self._library._shim.trt_optimization_profile_get_extra_memory_target)

    @extra_memory_target.setter
    def extra_memory_target(self, value: float) -> None:
        function = self._library._shim.trt_optimization_profile_set_extra_memory_target
        if not self._said(function(self._handle, float(value))):
            raise ValueError(f"extra_memory_target is a number from 0 to 1, not {value}")

    @property
    def profile_stream(self) -> int:
        """The CUDA stream that kernels of this profile are timed on, an address; 0 for that of the config.

        TensorRT 11.4 on; C++: IOptimizationProfile::setProfileStream.
        """
        return self._pointer(self._library._shim.trt_optimization_profile_get_profile_stream)

    @profile_stream.setter
    def profile_stream(self, value: Any) -> None:
        stream = address(value, "profile_stream")
        self._done(self._library._shim.trt_optimization_profile_set_profile_stream(self._handle, stream))

    def __bool__(self) -> bool:
        """Whether there are ranges, and they fit together. Any version; C++: IOptimizationProfile::isValid."""
        return self._bool(self._library._shim.trt_optimization_profile_is_valid)

    __nonzero__ = __bool__

    def __repr__(self) -> str:
        return f"<IOptimizationProfile of {self._library}{' closed' if self.closed else ''}>"


def _contradiction(name: str, given: list[tuple[int, ...]]) -> str:
    least, best, greatest = given
    return f"input {name!r} cannot have min {least}, opt {best} and max {greatest}: each is at most the next"
