"""Finds what is not zero, into tensors that PyTorch allocates when the size is known: torch_nonzero.py PLAN."""

import sys
from pathlib import Path

import tensorrt as trt
import torch


class TorchOutput(trt.IOutputAllocator):
    """A tensor of bytes that grows when it must."""

    def __init__(self, least):
        trt.IOutputAllocator.__init__(self)
        self.buffer = torch.empty(least, dtype=torch.uint8, device="cuda")
        self.shape = None

    def reallocate_output(self, tensor_name, memory, size, alignment):
        if self.buffer.numel() < size:
            self.buffer = torch.empty(size, dtype=torch.uint8, device="cuda")
        return self.buffer.data_ptr()

    def notify_shape(self, tensor_name, shape):
        self.shape = tuple(shape)


class Times(trt.IProfiler):
    """How many layers were told of."""

    def __init__(self):
        trt.IProfiler.__init__(self)
        self.layers = 0

    def report_layer_time(self, layer_name, ms):
        self.layers += 1


logger = trt.Logger(trt.Logger.WARNING)
runtime = trt.Runtime(logger)
engine = runtime.deserialize_cuda_engine(Path(sys.argv[1]).read_bytes())
context = engine.create_execution_context()
context.profiler = Times()
stream = torch.cuda.Stream()
for size in (5, 64, 16):
    with torch.cuda.stream(stream):
        x = (torch.rand(size, device="cuda") > 0.5).float()
        assert context.set_input_shape("x", x.shape)
        assert context.set_tensor_address("x", x.data_ptr())
        output = TorchOutput(context.get_max_output_size("indices"))
        assert context.set_output_allocator("indices", output)
        assert context.execute_async_v3(stream.cuda_stream)
    stream.synchronize()
    dtype = torch.int32 if engine.get_tensor_dtype("indices") == trt.int32 else torch.int64
    count = trt.volume(output.shape)
    found = output.buffer.view(dtype)[:count].reshape(output.shape)
    assert torch.equal(found.long(), torch.nonzero(x).T), (size, found)
print(f"alike, layers were told of: {context.profiler.layers > 0}")
