"""Engines of TensorRT 8 whose batch is no dimension of their tensors, which a Runner does not run."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import numpy as np

from trt_cffi.cli.terminal import Mistake
from trt_cffi.closing import Closing
from trt_cffi.memory import memory_for
from trt_cffi.signature import TensorInfo

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    import numpy.typing as npt

    from trt_cffi.cli.terminal import Log
    from trt_cffi.engine import ICudaEngine

    Array = npt.NDArray[Any]

__all__ = ["ImplicitBatchRunner"]


class ImplicitBatchRunner(Closing):
    """Runs such an engine on NumPy arrays, whose first dimension is the batch.

    Args:
        engine: with an implicit batch.
        log: the logger of its runtime.

    Attributes:
        inputs, outputs: the tensors by name, with the batch as a dimension.
    """

    def __init__(self, engine: ICudaEngine, log: Log) -> None:
        self._log, self._most = log, engine.max_batch_size
        modes = {name: engine.get_tensor_mode(name).name for name in engine._names()}
        self.inputs = {name: self._tensor(engine, name, True) for name, mode in modes.items() if mode == "INPUT"}
        self.outputs = {name: self._tensor(engine, name, False) for name, mode in modes.items() if mode == "OUTPUT"}
        context = engine.create_execution_context()
        if context is None:
            raise log.failure("no execution context can be made")
        self._context, self._memory = context, memory_for(engine._library)
        tensors = self.inputs | self.outputs
        self._blocks = {
            name: self._memory.alloc(tensors[name].dtype.nbytes((self._most, *tensors[name].shape[1:])))
            for name in modes
        }

    def _tensor(self, engine: ICudaEngine, name: str, is_input: bool) -> TensorInfo:
        info = TensorInfo(engine, name, is_input)
        least, most = (1, *info.shape), (self._most, *info.shape)
        info.shape, info.ranges = (-1, *info.shape), ((least, most, most),)
        return info

    def __call__(self, arrays: Mapping[str, Array]) -> dict[str, Array]:
        """The outputs by name, for inputs of one batch. Mistake when they are of several."""
        batches = {array.shape[0] for array in arrays.values()}
        if len(batches) != 1:
            raise Mistake("the batch, the first dimension, is not the same for every input")
        (batch,) = batches
        for name, array in arrays.items():
            self._memory.upload(np.ascontiguousarray(array), self._blocks[name])
        with warnings.catch_warnings():  # what it is deprecated for cannot run an implicit batch
            warnings.simplefilter("ignore", DeprecationWarning)
            launched = self._context.execute_async(batch, list(self._blocks.values()), self._memory.stream)
        if not launched:
            raise self._log.failure("the launch failed")
        return {
            name: self._memory.download(self._blocks[name], (batch, *info.shape[1:]), info.dtype.numpy)
            for name, info in self.outputs.items()
        }

    def close(self) -> None:
        """Free the context and the memory."""
        self._context.close()
        self._memory.close()
