"""Every member of IExecutionContext in the documentation of 8.6, on the real library."""

from __future__ import annotations

import numpy as np

from tests.shared.context import *  # noqa: F403
from tests.shared.context import IMAGES, F, X


def test_all_binding_shapes_specified_follows_the_shapes(digits):
    assert digits.all_binding_shapes_specified is False
    digits.set_input_shape("images", IMAGES.shape)
    assert digits.infer_shapes() == []  # 8.6.0 looks at shapes that were set by name only when it needs them
    assert digits.all_binding_shapes_specified is True


def test_execute_async_v3_runs_on_a_stream_of_cuda_core(memory, tiny):
    from cuda.core import Device

    device = Device()
    device.set_current()
    stream = device.create_stream()
    assert tiny.execute_async_v3(stream) is True
    stream.sync()
    np.testing.assert_array_equal(memory.download(tiny.y, 16, F), X + 1)
