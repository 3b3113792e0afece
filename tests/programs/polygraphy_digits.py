"""Reads handwritten digits with polygraphy: polygraphy_digits.py PLAN TEST_SET. Prints how many it read right."""

import sys

import numpy as np
from polygraphy.backend.common import BytesFromPath
from polygraphy.backend.trt import EngineFromBytes, TrtRunner

BATCH = 32

data = np.load(sys.argv[2])
images, labels = data["images"], data["labels"]
load_engine = EngineFromBytes(BytesFromPath(sys.argv[1]))
right = 0
with TrtRunner(load_engine) as runner:
    for start in range(0, len(images), BATCH):
        outputs = runner.infer({"images": np.ascontiguousarray(images[start : start + BATCH])})
        right += int((outputs["logits"].argmax(axis=1) == labels[start : start + BATCH]).sum())
print(f"{right} of {len(images)}")
