"""Compares a plan with an ONNX model, or with itself in another runner, by polygraphy.

polygraphy_compare.py PLAN INPUTS [MODEL]: INPUTS is a .npz with an array `in.NAME` for each input. Ends with 1 when
they differ.
"""

import sys

import numpy as np
from polygraphy.backend.common import BytesFromPath
from polygraphy.backend.onnxrt import OnnxrtRunner, SessionFromOnnx
from polygraphy.backend.trt import EngineFromBytes, TrtRunner
from polygraphy.comparator import Comparator, CompareFunc

plan, inputs, *model = sys.argv[1:]
arrays = np.load(inputs)
feed = {name[3:]: np.atleast_1d(arrays[name]) for name in arrays if name.startswith("in.")}
runners = [TrtRunner(EngineFromBytes(BytesFromPath(plan)))]
if model:
    runners.append(OnnxrtRunner(SessionFromOnnx(model[0])))
else:
    runners.append(TrtRunner(EngineFromBytes(BytesFromPath(plan)), name="again"))
results = Comparator.run(runners, data_loader=[feed, feed])
accuracy = Comparator.compare_accuracy(results, compare_func=CompareFunc.simple(atol=1e-2, rtol=1e-2))
assert len(accuracy) == 1
print("alike" if accuracy else "different")
sys.exit(not accuracy)
