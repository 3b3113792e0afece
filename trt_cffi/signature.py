"""What an engine takes and gives, told once: names, types, shapes, and which optimization profiles fit."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from trt_cffi.element_type import element_type
from trt_cffi.errors import InputError, ShapeError, TensorRTError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

    from trt_cffi.element_type import ElementType
    from trt_cffi.engine import ICudaEngine

    Shape = tuple[int, ...]
    Range = tuple[Shape, Shape, Shape]

__all__ = ["Signature", "TensorInfo"]


class TensorInfo:
    """An input or output of an engine.

    Attributes:
        name: the tensor's.
        dtype: of its elements; its `numpy` is NumPy's type.
        shape: with -1 for what is not fixed.
        ranges: of an input, for each optimization profile the least, best and greatest shape.
        value_ranges: of an input whose values decide shapes, likewise for its values where the engine tells them.
        on_host: whether TensorRT reads or writes it in the host's memory: shape tensors.
        decides_shapes: whether it is an input whose values decide shapes.
    """

    __slots__ = ("decides_shapes", "dtype", "name", "on_host", "ranges", "shape", "value_ranges")

    name: str
    dtype: ElementType
    shape: Shape
    ranges: tuple[Range, ...]
    value_ranges: tuple[Range | None, ...]
    on_host: bool
    decides_shapes: bool

    def __init__(self, engine: ICudaEngine, name: str, is_input: bool) -> None:
        if engine.get_tensor_format(name).name != "LINEAR":
            raise InputError(
                f"tensor {name!r} is {engine.get_tensor_format_desc(name)}, and a Runner knows linear tensors only: "
                "build the plan with linear inputs and outputs, or use an IExecutionContext"
            )
        self.name, self.dtype = name, element_type(engine.get_tensor_dtype(name))
        self.shape = tuple(engine.get_tensor_shape(name))
        self.on_host = engine.get_tensor_location(name).name == "HOST"
        self.decides_shapes = is_input and engine.is_shape_inference_io(name)
        profiles = range(engine.num_optimization_profiles if is_input else 0)
        self.ranges = tuple(self._range(engine, profile) for profile in profiles)
        self.value_ranges = tuple(self._value_range(engine, profile) for profile in profiles)

    def _range(self, engine: ICudaEngine, profile: int) -> Range:
        if -1 not in self.shape:
            return self.shape, self.shape, self.shape
        least, best, most = (tuple(dims) for dims in engine.get_tensor_profile_shape(self.name, profile))
        return least, best, most

    def _value_range(self, engine: ICudaEngine, profile: int) -> Range | None:
        values = engine.get_tensor_profile_values(self.name, profile) if self.decides_shapes else []
        least, best, most = (tuple(each) for each in values) if values else ((), (), ())
        return (least, best, most) if values else None

    def fits(self, profile: int, shape: Shape, values: Shape | None) -> bool:
        """Whether a profile allows a shape, and the values of a shape tensor."""
        if not _within(self.ranges[profile], shape):
            return False
        value_range = self.value_ranges[profile]
        return values is None or value_range is None or _within(value_range, values)

    def allowed(self, profiles: Iterable[int]) -> str:
        """What may be given, in words."""
        fixed = -1 not in self.shape
        texts = [f"the shape {self.shape}"] if fixed else []
        for profile in profiles:
            least, _, most = self.ranges[profile]
            words = [] if fixed else [f"{least} to {most}"]
            if value_range := self.value_ranges[profile]:
                words.append(f"values {value_range[0]} to {value_range[2]}")
            if words:
                texts.append(f"{', '.join(words)} in profile {profile}")
        return "; ".join(texts)

    def __repr__(self) -> str:
        profiles = range(len(self.ranges)) if -1 in self.shape or any(self.value_ranges) else ()
        where = " on the host" if self.on_host else ""
        ranges = f": {self.allowed(profiles)}" if profiles else ""
        return f"<{self.name} {self.dtype} {self.shape}{where}{ranges}>"


class Signature:
    """The inputs and outputs of an engine, and its optimization profiles.

    Attributes:
        inputs, outputs: by name, in the engine's order.
        static: whether every input has one shape and no values that decide others.
        profiles: how many optimization profiles there are.
        exclusive: whether a profile serves one context at a time, as it does up to TensorRT 8 where shapes are dynamic.

    Raises TensorRTError for an engine with an implicit batch, InputError for tensors that are not linear in memory.
    """

    def __init__(self, engine: ICudaEngine) -> None:
        if engine.has_implicit_batch_dimension:
            raise TensorRTError(
                "the engine has an implicit batch, as networks of TensorRT 8 may, and a Runner runs none of those: "
                "use IExecutionContext.execute_async(batch_size, bindings, stream), or build it with an explicit batch"
            )
        names = engine._names()
        modes = {name: engine.get_tensor_mode(name).name for name in names}
        self.inputs = {name: TensorInfo(engine, name, True) for name in names if modes[name] == "INPUT"}
        self.outputs = {name: TensorInfo(engine, name, False) for name in names if modes[name] == "OUTPUT"}
        self.profiles = engine.num_optimization_profiles
        self.static = not any(-1 in info.shape or info.decides_shapes for info in self.inputs.values())
        self.exclusive = engine._library._like[0] < 10 and not self.static

    def wrong_names(self, given: Mapping[str, Any]) -> InputError:
        """The error for what is not one value for each input."""
        wrong = [f"there is no input {name!r}" for name in given if name not in self.inputs]
        wrong += [f"input {name!r} is missing" for name in self.inputs if name not in given]
        return InputError(f"{', '.join(wrong)}; the inputs are {', '.join(map(repr, self.inputs.values()))}")

    def fitting(
        self, shapes: Mapping[str, Shape], values: Mapping[str, Shape], allowed: Sequence[int] | None = None
    ) -> list[int]:
        """The profiles that allow what is given, the one whose best shapes are the nearest first.

        Args:
            shapes: of all inputs.
            values: of those that decide shapes.
            allowed: the profiles that may be taken; None for all.

        Raises ShapeError, with what each profile allows, when none does.
        """
        candidates = range(self.profiles) if allowed is None else allowed
        found = [
            profile
            for profile in candidates
            if all(info.fits(profile, shapes[name], values.get(name)) for name, info in self.inputs.items())
        ]
        if not found:
            raise self._misfit(shapes, values, candidates)
        return sorted(found, key=lambda profile: (self._distance(profile, shapes), profile))

    def _misfit(
        self, shapes: Mapping[str, Shape], values: Mapping[str, Shape], candidates: Sequence[int]
    ) -> ShapeError:
        wrong = [
            f"input {name!r} has the shape {shapes[name]}"
            + (f" and the values {values[name]}" if name in values else "")
            + f"; it can have {info.allowed(candidates)}"
            for name, info in self.inputs.items()
            if not any(info.fits(profile, shapes[name], values.get(name)) for profile in candidates)
        ]
        together = "no profile allows these shapes together: " + ", ".join(f"{name} {shapes[name]}" for name in shapes)
        return ShapeError("\n".join(wrong) or together)

    def _distance(self, profile: int, shapes: Mapping[str, Shape]) -> float:
        return sum(
            abs(math.log((size or 1) / (best or 1)))
            for name, info in self.inputs.items()
            for size, best in zip(shapes[name], info.ranges[profile][1], strict=True)
        )


def _within(bounds: Range, given: Shape) -> bool:
    least, _, most = bounds
    return len(given) == len(least) and all(
        low <= size <= high for low, size, high in zip(least, given, most, strict=True)
    )
