"""Reads handwritten digits with PyTorch's tensors, on a stream of PyTorch's: torch_digits.py PLAN TEST_SET."""

import sys
from pathlib import Path

import numpy as np
import tensorrt as trt
import torch

BATCH = 64

logger = trt.Logger(trt.Logger.WARNING)
runtime = trt.Runtime(logger)
engine = runtime.deserialize_cuda_engine(Path(sys.argv[1]).read_bytes())
context = engine.create_execution_context()
data = np.load(sys.argv[2])
images = torch.from_numpy(data["images"]).cuda()
labels = torch.from_numpy(data["labels"]).cuda()
logits = torch.empty((len(images), *tuple(engine.get_tensor_shape("logits"))[1:]), device="cuda")

stream = torch.cuda.Stream()
stream.wait_stream(torch.cuda.current_stream())
with torch.cuda.stream(stream):
    for start in range(0, len(images), BATCH):
        batch = images[start : start + BATCH]
        assert context.set_input_shape("images", batch.shape)
        assert context.set_tensor_address("images", batch.data_ptr())
        assert context.set_tensor_address("logits", logits[start:].data_ptr())
        assert context.execute_async_v3(stream.cuda_stream)
    right = (logits.argmax(dim=1) == labels).sum()
stream.synchronize()
print(f"{int(right)} of {len(images)}")
