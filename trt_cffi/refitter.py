"""`Refitter`: other values for the weights of an engine."""

from __future__ import annotations

from trt_cffi import cuda
from trt_cffi.arguments import address, boolean, integer
from trt_cffi.arguments import tensor_name as encoded
from trt_cffi.error_recorder import IErrorRecorder
from trt_cffi.logger import ILogger
from trt_cffi.native_object import NativeObject
from trt_cffi.shim import NULL, ffi, text
from trt_cffi.weights import Weights

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence
    from typing import Any

    import numpy.typing as npt

    from trt_cffi.engine import ICudaEngine

__all__ = ["Refitter"]

_REFITTER = ffi.typeof("trt_refitter **")
_RECORDER = ffi.typeof("trt_error_recorder **")
_WEIGHTS = ffi.typeof("trt_weights *")
_HOST = 1  # TensorLocation


class Refitter(NativeObject):
    """Puts other values into the weights of an engine that was built refittable.

    Args:
        engine: the ICudaEngine; the refitter keeps it. Its contexts compute with the new weights after a refit; none
            may be at work meanwhile.
        logger: where TensorRT's messages go, an ILogger; the refitter keeps it.

    Weights are NumPy arrays or `Weights`. They are used when the refit comes and kept until then: until others take
    their place, `unset_named_weights`, or `close()`. TensorRT 8 does not check how many there are, nor of which type:
    give what the engine has.

    Raises TensorRTError for an engine that was not built refittable, NotAvailableError when the library cannot refit:
    8.6's lean and dispatch runtimes. Any version; C++: createInferRefitter.
    """

    __slots__ = ("_at_work", "_given", "_logger")

    _noun = "refitter"
    _inherited = ("error_recorder",)

    _logger: ILogger
    _given: dict[Hashable, Weights]
    _at_work: Any  # a CUDA event after the last asynchronous refit

    def __init__(self, engine: ICudaEngine, logger: ILogger) -> None:
        if not isinstance(engine, self._library.ICudaEngine):
            raise TypeError(f"engine is an ICudaEngine of {self._library}, not {engine!r}")
        if not isinstance(logger, ILogger):
            raise TypeError(f"logger is an ILogger, such as trt_cffi.Logger(), not {logger!r}")
        native = logger._native(self._library)
        out = ffi.new(_REFITTER)
        status = self._library._shim.trt_refitter_create(engine._open(), native.handle, out)
        if not status:
            self._logger, self._given, self._at_work = logger, {}, None
            self._belong(out[0], engine)
            self._native.hold("logger", logger, native)
        # when the logger raised, there is a refitter: it ends with this object, which nobody gets
        if not self._library._said(status):
            raise self._library._refusal(f"{self._library} gave no refitter")

    def _shown(self) -> list[str]:
        return ["of", repr(self._parent)]

    def close(self) -> None:
        """Free the native object now, once an asynchronous refit is done. Closing twice does nothing."""
        if not self.closed:
            self._finish()
        super().close()
        self._given = {}

    def _finish(self) -> None:
        """Wait for an asynchronous refit: until then it reads what was given."""
        event, self._at_work = self._at_work, None
        if event is not None:
            cuda.wait(event)

    # ---- giving weights ----

    def set_weights(self, layer_name: str, role: Any, weights: Weights | npt.NDArray[Any]) -> bool:
        """Give the weights that a layer has in a role, a WeightsRole, to the next refit.

        False when TensorRT refuses them; the reason is in the log.

        Any version; C++: IRefitter::setWeights.
        """
        number, name = self._library._number("WeightsRole", role), encoded(layer_name)
        function = self._library._shim.trt_refitter_set_weights
        return self._give((name, number), weights, lambda given: function(self._handle, name, number, given))

    def set_named_weights(self, name: str, weights: Weights | npt.NDArray[Any], location: Any = None) -> bool:
        """Give the weights of a name to the next refit.

        Args:
            name: one of `get_all_weights()`.
            weights: of the type and the number that `get_weights_prototype` says.
            location: a TensorLocation: memory of the GPU, for `Weights` made of an address, or of the host. None is the
                host. TensorRT 10 on.

        False when TensorRT refuses them; the reason is in the log.

        Any version; C++: IRefitter::setNamedWeights.
        """
        key, shim = encoded(name), self._library._shim
        if location is None:
            return self._give(key, weights, lambda given: shim.trt_refitter_set_named_weights(self._handle, key, given))
        number = self._library._number("TensorLocation", location)
        function = shim.trt_refitter_set_named_weights_with_location
        return self._give(key, weights, lambda given: function(self._handle, key, given, number), number == _HOST)

    def _give(
        self, key: Hashable, value: Weights | npt.NDArray[Any], give: Callable[[Any], int], host: bool = True
    ) -> bool:
        self._open()
        weights = value if isinstance(value, Weights) else self._library.Weights(value)
        if not weights._address:
            raise ValueError(f"{weights!r} have no values")
        if weights._array is not None and not host:
            raise ValueError("an array is in the host's memory: for the GPU's give Weights(type, ptr, count)")
        number = self._library._number("DataType", weights.dtype)
        self._finish()
        given = ffi.new(
            _WEIGHTS, {"dtype": number, "values": ffi.cast("void *", weights._address), "count": weights.size}
        )
        status = give(given)
        if not status:
            self._given[key] = weights  # TensorRT reads them in the refit, whatever a logger raised meanwhile
        return self._said(status)

    def get_named_weights(self, weights_name: str) -> Weights:
        """The Weights that were given for a name; without any, of size 0 and with an error in the log.

        TensorRT 10 on; C++: IRefitter::getNamedWeights.
        """
        name = encoded(weights_name)
        found = self._get(_WEIGHTS, self._library._shim.trt_refitter_get_named_weights, name)
        where, given = int(ffi.cast("uintptr_t", found.values)), self._given.get(name)
        array = given._array if given is not None and given._address == where else None
        return self._library.Weights._told(found.dtype, where, found.count, array)  # type: ignore[no-any-return]

    def get_weights_location(self, weights_name: str) -> Any:
        """The TensorLocation of what was given for a name. TensorRT 10 on; C++: IRefitter::getWeightsLocation."""
        number = self._int32(self._library._shim.trt_refitter_get_weights_location, encoded(weights_name))
        return self._library.TensorLocation(number)

    def unset_named_weights(self, weights_name: str) -> bool:
        """Take back what was given for a name; False, and an error in the log, when nothing was.

        TensorRT 10 on; C++: IRefitter::unsetNamedWeights.
        """
        name = encoded(weights_name)
        self._finish()
        status = self._library._shim.trt_refitter_unset_named_weights(self._handle, name)
        if not status:
            self._given.pop(name, None)
        return self._said(status)

    def get_weights_prototype(self, weights_name: str) -> Weights:
        """Weights without values that tell the type and the number of elements that a name has.

        Of size -1, and with an error in the log, for an unknown name.

        TensorRT 10 on; C++: IRefitter::getWeightsPrototype.
        """
        name = encoded(weights_name)
        found = self._get(_WEIGHTS, self._library._shim.trt_refitter_get_weights_prototype, name)
        return self._library.Weights._told(found.dtype, 0, found.count, None)  # type: ignore[no-any-return]

    # ---- which weights there are ----

    def get_all(self) -> tuple[list[str], list[Any]]:
        """The names of the layers with weights, and for each its WeightsRole. Any version; C++: IRefitter::getAll."""
        return self._by_layer(self._library._shim.trt_refitter_get_all)

    def get_missing(self) -> tuple[list[str], list[Any]]:
        """As `get_all`, of the weights that must be given yet. Any version; C++: IRefitter::getMissing."""
        return self._by_layer(self._library._shim.trt_refitter_get_missing)

    def get_all_weights(self) -> list[str]:
        """The names of all weights. Any version; C++: IRefitter::getAllWeights."""
        return self._by_name(self._library._shim.trt_refitter_get_all_weights)

    def get_missing_weights(self) -> list[str]:
        """The names of the weights that must be given yet. Any version; C++: IRefitter::getMissingWeights."""
        return self._by_name(self._library._shim.trt_refitter_get_missing_weights)

    def _by_layer(self, function: Callable[..., int]) -> tuple[list[str], list[Any]]:
        length = self._int32(function, NULL, NULL, 0)
        names, roles = ffi.new("const char *[]", length), ffi.new("int32_t[]", length)
        self._int32(function, names, roles, length)
        return [text(name) or "" for name in names], [self._library.WeightsRole(role) for role in roles]

    def _by_name(self, function: Callable[..., int]) -> list[str]:
        names = ffi.new("const char *[]", self._int32(function, NULL, 0))
        self._int32(function, names, len(names))
        return [text(name) or "" for name in names]

    # ---- the refit ----

    def refit_cuda_engine(self) -> bool:
        """Put what was given into the engine.

        False when TensorRT refuses, as weights are missing or wrong; the reason is in the log, and the engine is to be
        used no more until a refit succeeds.

        Any version; C++: IRefitter::refitCudaEngine.
        """
        return self._said(self._library._shim.trt_refitter_refit_cuda_engine(self._handle))

    def refit_cuda_engine_async(self, stream_handle: Any) -> bool:
        """As `refit_cuda_engine`, on a CUDA stream: what was given must not change until the stream is done.

        Giving other weights, and `close()`, wait for that.

        TensorRT 10 on; C++: IRefitter::refitCudaEngineAsync.
        """
        stream = address(stream_handle, "stream_handle")
        self._finish()
        status = self._library._shim.trt_refitter_refit_cuda_engine_async(self._handle, stream)
        if not status and not self._library.simulator:
            self._at_work = cuda.mark(stream)
        return self._said(status)

    def release_refit_resources(self) -> bool:
        """Free what TensorRT keeps for the next refit. TensorRT 11.4 on; C++: IRefitter::releaseRefitResources."""
        return self._said(self._library._shim.trt_refitter_release_refit_resources(self._handle))

    # ---- dynamic ranges ----

    def set_dynamic_range(self, tensor_name: str, range: Sequence[float]) -> bool:
        """Set the least and the greatest value of a tensor, in an engine with 8-bit integers.

        False when TensorRT refuses it. Raises TypeError for what are no numbers, ValueError unless there are two.

        C++: IRefitter::setDynamicRange, until 10.
        """
        try:
            bounds = [float(bound) for bound in range]
        except (TypeError, ValueError):
            raise TypeError(f"a range is two numbers, the least and the greatest, not {range!r}") from None
        if len(bounds) != 2:
            raise ValueError(f"a range is two numbers, the least and the greatest, not {len(bounds)}")
        name = encoded(tensor_name)
        return self._said(self._library._shim.trt_refitter_set_dynamic_range(self._handle, name, *bounds))

    def get_dynamic_range(self, tensor_name: str) -> tuple[float, float]:
        """The least and the greatest value of a tensor; of one without a range they mean nothing, and that is logged.

        C++: IRefitter::getDynamicRangeMin, getDynamicRangeMax, until 10.
        """
        least, greatest = ffi.new("float *"), ffi.new("float *")
        name = encoded(tensor_name)
        self._done(self._library._shim.trt_refitter_get_dynamic_range(self._handle, name, least, greatest))
        return float(least[0]), float(greatest[0])

    def get_tensors_with_dynamic_range(self) -> list[str]:
        """The names of the tensors that have a range. C++: IRefitter::getTensorsWithDynamicRange, until 10."""
        return self._by_name(self._library._shim.trt_refitter_get_tensors_with_dynamic_range)

    # ---- properties ----

    @property
    def logger(self) -> ILogger:
        """The logger that the refitter was made with, the same object. Any version; C++: IRefitter::getLogger."""
        self._open()
        return self._logger

    @property
    def error_recorder(self) -> IErrorRecorder | None:
        """Where errors are recorded instead of logged, or None. Any version; C++: IRefitter::setErrorRecorder."""
        native = self._get(_RECORDER, self._library._shim.trt_refitter_get_error_recorder)
        return None if native == NULL else self._get_callback("error_recorder")

    @error_recorder.setter
    def error_recorder(self, value: IErrorRecorder | None) -> None:
        function = self._library._shim.trt_refitter_set_error_recorder
        self._set_callback("error_recorder", value, IErrorRecorder, lambda native: function(self._handle, native))

    @property
    def max_threads(self) -> int:
        """Most threads that a refit may use, at least 1. A lower number is refused and logged.

        Any version; C++: IRefitter::setMaxThreads.
        """
        return self._int32(self._library._shim.trt_refitter_get_max_threads)

    @max_threads.setter
    def max_threads(self, value: int) -> None:
        self._said(self._library._shim.trt_refitter_set_max_threads(self._handle, integer(value, "max_threads")))

    @property
    def weights_validation(self) -> bool:
        """Whether a refit looks for values that the engine's type cannot hold. True at first.

        TensorRT 10 on; C++: IRefitter::setWeightsValidation.
        """
        return self._bool(self._library._shim.trt_refitter_get_weights_validation)

    @weights_validation.setter
    def weights_validation(self, value: bool) -> None:
        validation = boolean(value, "weights_validation")
        self._done(self._library._shim.trt_refitter_set_weights_validation(self._handle, validation))
