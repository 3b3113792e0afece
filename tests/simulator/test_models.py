"""Every test model gives its stored outputs, on each version that has its dtypes."""

from __future__ import annotations

import ctypes

import numpy as np
import pytest

import trt_cffi
from tests.models.recipes import HERE, RECIPES, plan

CASES = [(name, major) for name, recipe in RECIPES.items() for major in recipe.majors]


def numpy_type(trt, dtype):
    """NumPy has no bfloat16: its 16 bits are compared."""
    return np.dtype(np.uint16) if dtype == getattr(trt, "bfloat16", None) else np.dtype(trt.nptype(dtype))


@pytest.mark.parametrize(("name", "major"), CASES)
def test_a_model_gives_its_stored_outputs(name, major):
    trt = trt_cffi.open_library(f"simulator{major}")
    stored = np.load(HERE / f"{name}.npz")
    engine = trt.Runtime(trt.Logger()).deserialize_cuda_engine(plan(name, major))
    context = engine.create_execution_context()
    names = [engine.get_tensor_name(i) for i in range(engine.num_io_tensors)]
    if name == "implicit":
        out = np.empty_like(stored["out.y"])
        x = stored["in.x"]
        with pytest.deprecated_call():
            assert context.execute(len(out), [x.ctypes.data, out.ctypes.data])
        np.testing.assert_array_equal(out, stored["out.y"])
        return
    outputs, alive = {}, []
    for tensor in names:
        dtype = numpy_type(trt, engine.get_tensor_dtype(tensor))
        if engine.get_tensor_mode(tensor) == trt.TensorIOMode.INPUT:
            array = np.array(stored[f"in.{tensor}"], dtype, order="C")
            if not engine.is_shape_inference_io(tensor):
                assert context.set_input_shape(tensor, array.shape)
            alive.append(array)
            assert context.set_tensor_address(tensor, array.ctypes.data)
        else:
            outputs[tensor] = Memory()
            assert context.set_output_allocator(tensor, outputs[tensor])
    assert context.infer_shapes() == []
    assert context.execute_async_v3(0)
    for tensor, memory in outputs.items():
        want = stored[f"out.{tensor}"]
        got = memory.array(numpy_type(trt, engine.get_tensor_dtype(tensor)))
        assert got.shape == want.shape
        np.testing.assert_allclose(got.astype(np.float64), want.astype(np.float64), rtol=1e-4, atol=1e-5)


class Memory(trt_cffi.IOutputAllocator):
    """Host memory of the size that is asked for."""

    def __init__(self):
        super().__init__()
        self.shape = None

    def reallocate_output(self, tensor_name, memory, size, alignment):
        self.buffer = ctypes.create_string_buffer(size + alignment)
        self.address = -(-ctypes.addressof(self.buffer) // alignment) * alignment
        return self.address

    def notify_shape(self, tensor_name, shape):
        self.shape = tuple(shape)

    def array(self, dtype):
        count = int(np.prod(self.shape))
        memory = (ctypes.c_char * (count * dtype.itemsize)).from_address(self.address)
        return np.frombuffer(memory, dtype, count).reshape(self.shape)
