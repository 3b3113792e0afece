"""Every member of IExecutionContext in the documentation of 8.6, on the real library."""

from __future__ import annotations

import numpy as np
import pytest

from tests.shared.context import *  # noqa: F403
from tests.shared.context import IMAGES, F, X


def test_all_binding_shapes_specified_follows_the_shapes(digits):
    assert digits.all_binding_shapes_specified is False
    digits.set_input_shape("images", IMAGES.shape)
    assert digits.infer_shapes() == []  # 8.6.0 looks at shapes that were set by name only when it needs them
    assert digits.all_binding_shapes_specified is True


def test_execute_async_v3_runs_on_a_stream_of_cuda_core(memory, tiny, y):
    from cuda.core import Device

    device = Device()
    device.set_current()
    stream = device.create_stream()
    assert tiny.execute_async_v3(stream) is True
    stream.sync()
    np.testing.assert_array_equal(memory.download(y, 16, F), X + 1)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_profile_values_of_a_shape_input_are_known(load):
    engine = load("reshape")
    expected = [[1, 1], [4, 6], [4096, 4096]]
    assert engine.get_tensor_profile_values("shape", 0) == expected
    assert engine.get_profile_shape_input(0, engine.get_binding_index("shape")) == expected
    with pytest.raises(RuntimeError, match="no shape input"):
        engine.get_tensor_profile_values("data", 0)
