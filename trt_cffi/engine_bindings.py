"""The members of `ICudaEngine` that number tensors instead of naming them: native on 8, made of the names from 10 on.

Every optimization profile has bindings of its own: with n tensors, index i is tensor i % n of profile i // n, and is
called `NAME [profile P]` in profile P > 0.
"""

from __future__ import annotations

import re

from trt_cffi.arguments import integer, only, tensor_name
from trt_cffi.deprecation import deprecated
from trt_cffi.dims import dims_from
from trt_cffi.errors import TensorRTError
from trt_cffi.logger import ILogger
from trt_cffi.native_object import NativeObject
from trt_cffi.remembered import remembered

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeVar

    from trt_cffi.dims import Dims
    from trt_cffi.engine import ICudaEngine

    T = TypeVar("T")

__all__ = ["EngineBindings"]

_UNKNOWN = dims_from(None)
_OF_PROFILE = re.compile(r"(?s)(.*) \[profile ([1-9][0-9]{0,8})\]")


class EngineBindings(NativeObject):
    """The index-based half of `ICudaEngine`."""

    __slots__ = ()

    if TYPE_CHECKING:
        _shape: Callable[..., Dims]

    @property
    def _by_index(self) -> bool:
        """Whether the library has the index-based methods itself."""
        return bool(self._library._like[0] < 10)

    # ---- numbers and names ----

    @property
    def num_bindings(self) -> int:
        """How many bindings there are: tensors times optimization profiles. Use `num_io_tensors`.

        C++: ICudaEngine::getNbBindings, until 8.6.
        """
        if self._by_index:
            return self._int32(self._library._shim.trt_engine_get_num_bindings)
        engine = self._engine()
        return engine.num_io_tensors * engine.num_optimization_profiles

    @deprecated("get_tensor_name")
    def get_binding_name(self, index: int) -> str | None:
        """The name of a binding; None, and an error in the log, for an index out of range.

        C++: ICudaEngine::getBindingName, until 8.6.
        """
        return self._binding_name(integer(index, "index"))

    @deprecated("get_tensor_name")
    def get_binding_index(self, name: str) -> int:
        """The index of a binding; -1, and an error in the log, for an unknown name.

        C++: ICudaEngine::getBindingIndex, until 8.6.
        """
        return self._index_of(name)

    # ---- what a binding is ----

    @deprecated("get_tensor_mode")
    def binding_is_input(self, index: int | str | None = None, *, name: str | None = None) -> bool:
        """Whether a binding, by index or name, is an input. C++: ICudaEngine::bindingIsInput, until 8.6."""
        return self._bool_of(
            only(index=index, name=name),
            "trt_engine_binding_is_input",
            lambda each: int(self._engine().get_tensor_mode(each)) == 1,
        )

    @deprecated("get_tensor_shape")
    def get_binding_shape(self, index: int | str | None = None, *, name: str | None = None) -> Dims:
        """The shape of a binding, by index or name, with -1 for dynamic dimensions.

        In a profile where a dimension has one value only, that value.

        C++: ICudaEngine::getBindingDimensions, until 8.6.
        """
        return self._binding_shape(self._index(only(index=index, name=name)))

    @deprecated("get_tensor_dtype")
    def get_binding_dtype(self, index: int | str | None = None, *, name: str | None = None) -> Any:
        """The DataType of a binding, by index or name. C++: ICudaEngine::getBindingDataType, until 8.6."""
        number = self._int32_of(
            only(index=index, name=name),
            "trt_engine_get_binding_dtype",
            lambda each: self._engine().get_tensor_dtype(each),
            0,
        )
        return self._library.DataType(number)

    @deprecated("get_tensor_location")
    def get_location(self, index: int | str | None = None, *, name: str | None = None) -> Any:
        """The TensorLocation of a binding, by index or name. C++: ICudaEngine::getLocation, until 8.6."""
        number = self._int32_of(
            only(index=index, name=name),
            "trt_engine_get_binding_location",
            lambda each: self._engine().get_tensor_location(each),
            0,
        )
        return self._library.TensorLocation(number)

    @deprecated("get_tensor_bytes_per_component")
    def get_binding_bytes_per_component(self, index: int) -> int:
        """Bytes of one component of an element, 0 when there is none.

        C++: ICudaEngine::getBindingBytesPerComponent, until 8.6.
        """
        return self._int32_of(
            integer(index, "index"),
            "trt_engine_get_binding_bytes_per_component",
            lambda name: max(0, self._engine().get_tensor_bytes_per_component(name)),
            0,
        )

    @deprecated("get_tensor_components_per_element")
    def get_binding_components_per_element(self, index: int) -> int:
        """Components of an element in a vectorized format, -1 otherwise.

        C++: ICudaEngine::getBindingComponentsPerElement, until 8.6.
        """
        return self._int32_of(
            integer(index, "index"),
            "trt_engine_get_binding_components_per_element",
            lambda name: self._engine().get_tensor_components_per_element(name),
            -1,
        )

    @deprecated("get_tensor_format")
    def get_binding_format(self, index: int) -> Any:
        """The TensorFormat of a binding. C++: ICudaEngine::getBindingFormat, until 8.6."""
        number = self._int32_of(
            integer(index, "index"),
            "trt_engine_get_binding_format",
            lambda name: self._engine().get_tensor_format(name),
            0,
        )
        return self._library.TensorFormat(number)

    @deprecated("get_tensor_format_desc")
    def get_binding_format_desc(self, index: int) -> str | None:
        """The format of a binding in words. C++: ICudaEngine::getBindingFormatDesc, until 8.6."""
        number = integer(index, "index")
        if self._by_index:
            return self._text(self._library._shim.trt_engine_get_binding_format_desc, number)
        found = self._tensor_at(number)
        return None if found is None else self._engine().get_tensor_format_desc(found[0])

    @deprecated("get_tensor_vectorized_dim")
    def get_binding_vectorized_dim(self, index: int) -> int:
        """The dimension that is vectorized, -1 for none. C++: ICudaEngine::getBindingVectorizedDim, until 8.6."""
        return self._int32_of(
            integer(index, "index"),
            "trt_engine_get_binding_vectorized_dim",
            lambda name: self._engine().get_tensor_vectorized_dim(name),
            -1,
        )

    @deprecated("get_tensor_location")
    def is_shape_binding(self, binding: int) -> bool:
        """Whether a binding's values are needed for, or come from, the calculation of shapes.

        C++: ICudaEngine::isShapeBinding, until 8.6.
        """
        return self._is_shape_binding(integer(binding, "binding"))

    @deprecated("get_tensor_location")
    def is_execution_binding(self, binding: int) -> bool:
        """Whether a binding's values are needed for, or come from, the calculation of tensors.

        That is true of all but an index out of range.

        C++: ICudaEngine::isExecutionBinding, until 8.6.
        """
        return self._bool_of(integer(binding, "binding"), "trt_engine_is_execution_binding", lambda _: True)

    # ---- profiles ----

    @deprecated("get_tensor_profile_shape")
    def get_profile_shape(self, profile_index: int, binding: int | str) -> list[Dims]:
        """The least, best and greatest shape of an input, by index or name, in a profile.

        Three unknown Dims, and an error in the log, when there is none.

        C++: ICudaEngine::getProfileDimensions, until 8.6.
        """
        profile, index = integer(profile_index, "profile_index"), self._index(binding)
        if self._by_index:
            function = self._library._shim.trt_engine_get_profile_shape
            return [self._shape(function, profile, index, selector) for selector in range(3)]
        found, engine = self._tensor_at(index), self._engine()
        known = found is not None and 0 <= profile < engine.num_optimization_profiles
        if found is None or not known or int(engine.get_tensor_mode(found[0])) != 1:
            return [self._refuse(f"there is no input {binding!r} in a profile {profile}", _UNKNOWN)] * 3
        return engine.get_tensor_profile_shape(found[0], profile)

    @deprecated("get_tensor_profile_values")
    def get_profile_shape_input(self, profile_index: int, binding: int | str) -> list[list[int]]:
        """The least, best and greatest values of a shape input, by index or name, in a profile.

        Raises RuntimeError for what is none.

        C++: ICudaEngine::getProfileShapeValues, until 8.6.
        """
        found = self._tensor_at(self._index(binding))
        name = found[0] if found else binding
        if not isinstance(name, (str, bytes)):
            raise TensorRTError(f"there is no binding {name}")
        return self._engine().get_tensor_profile_values(name, profile_index)

    @property
    def max_batch_size(self) -> int:
        """The greatest implicit batch; 1 for an engine with an explicit one.

        C++: ICudaEngine::getMaxBatchSize, until 8.6.
        """
        if self._by_index:
            return self._int32(self._library._shim.trt_engine_get_max_batch_size)
        self._open()
        return 1

    # ---- how it is done from 10 on ----

    def _engine(self) -> ICudaEngine:
        return self  # type: ignore[return-value]

    def _refuse(self, message: str, answer: T) -> T:
        """As TensorRT 8 answers a mistake: a value that means none, and an error in the log."""
        logger: ILogger = self._engine()._parent._logger
        logger.log(ILogger.ERROR, message)
        return answer

    def _index(self, binding: int | str) -> int:
        return self._index_of(binding) if isinstance(binding, (str, bytes)) else integer(binding, "the index")

    def _index_of(self, name: str | bytes) -> int:
        key = tensor_name(name)
        if self._by_index:
            return self._int32(self._library._shim.trt_engine_get_binding_index, key)
        names, engine = self._engine()._names(), self._engine()
        wanted, profile = key.decode(), 0
        if wanted not in names and (match := _OF_PROFILE.fullmatch(wanted)):
            wanted, profile = match[1], int(match[2])
        if wanted not in names or profile >= engine.num_optimization_profiles:
            return self._refuse(f"there is no binding {name!r}", -1)
        return names.index(wanted) + profile * len(names)

    def _tensor_at(self, index: int) -> tuple[str, int] | None:
        """The name and the profile of a binding, or None and an error in the log."""
        engine = self._engine()
        names = engine._names()
        if not 0 <= index < len(names) * engine.num_optimization_profiles:
            return self._refuse(f"there is no binding {index}: the engine has {self.num_bindings}", None)
        return names[index % len(names)], index // len(names)

    def _binding_name(self, index: int) -> str | None:
        if self._by_index:
            return self._text(self._library._shim.trt_engine_get_binding_name, index)
        found = self._tensor_at(index)
        if found is None:
            return None
        return found[0] if found[1] == 0 else f"{found[0]} [profile {found[1]}]"

    @remembered
    def _names_by_index(self) -> tuple[str, ...]:
        """What iterating gives: on 8 the bindings of all profiles, from 10 on the tensors."""
        if self._by_index:
            return tuple(self._binding_name(i) or "" for i in range(self.num_bindings))
        return self._engine()._names()

    def _binding_shape(self, index: int) -> Dims:
        if self._by_index:
            return self._shape(self._library._shim.trt_engine_get_binding_shape, index)
        found, engine = self._tensor_at(index), self._engine()
        if found is None:
            return _UNKNOWN
        name, profile = found
        if int(engine.get_tensor_mode(name)) == 1:
            return self._input_in(name, profile)
        shape = engine.get_tensor_shape(name)
        return self._output_in(name, profile) if -1 in shape else shape

    def _input_in(self, name: str, profile: int) -> Dims:
        """An input's shape with the dimensions filled in that have one value only in a profile."""
        shape = self._engine().get_tensor_shape(name)
        if -1 in shape:
            least, _, greatest = self._engine().get_tensor_profile_shape(name, profile)
            shape = dims_from(
                tuple(
                    low if d == -1 and low == high else d for d, low, high in zip(shape, least, greatest, strict=True)
                )
            )
        return shape

    def _output_in(self, name: str, profile: int) -> Dims:
        """An output's shape as it follows from the inputs where a profile leaves them no choice.

        A context without memory infers it.
        """
        engine = self._engine()
        inputs = {n: self._input_in(n, profile) for n in engine._names() if int(engine.get_tensor_mode(n)) == 1}
        shape = engine.get_tensor_shape(name)
        if any(-1 in each for each in inputs.values()):
            return shape
        context = engine.create_execution_context_without_device_memory()
        if context is None:
            return shape
        try:
            context.set_optimization_profile_async(profile, 0)
            for each, fixed in inputs.items():
                context.set_input_shape(each, fixed)
            return context.get_tensor_shape(name)
        finally:
            context.close()

    def _is_shape_binding(self, index: int) -> bool:
        return self._bool_of(
            index, "trt_engine_is_shape_binding", lambda name: self._engine().is_shape_inference_io(name)
        )

    def _bool_of(self, binding: int | str, native: str, by_name: Callable[[str], bool]) -> bool:
        index = self._index(binding)
        if self._by_index:
            return self._bool(getattr(self._library._shim, native), index)
        found = self._tensor_at(index)
        return found is not None and by_name(found[0])

    def _int32_of(self, binding: int | str, native: str, by_name: Callable[[str], Any], missing: int) -> int:
        index = self._index(binding)
        if self._by_index:
            return self._int32(getattr(self._library._shim, native), index)
        found = self._tensor_at(index)
        return missing if found is None else int(by_name(found[0]))
