"""`RunnerPool` with the real library."""

from __future__ import annotations

import numpy as np
import pytest

from tests.shared.runner_pool import *  # noqa: F403
from tests.support import at_once, stored
from trt_cffi import RunnerPool


@pytest.mark.parametrize("graph", [False, True])
def test_sixteen_threads_share_eight_contexts_of_a_plan_with_auxiliary_streams(trt, plan, graph):
    inputs, expected = stored("branches")
    (x,), (y,) = inputs.values(), expected.values()
    with RunnerPool(plan("branches"), 8, library=trt, graph=graph) as pool:

        def work(index):
            return max(float(abs(pool(x=x)["y"] - y).max()) for _ in range(25))

        assert max(at_once(work, 16)) < 5e-3


def test_sixteen_threads_with_a_context_each(trt, plan):
    with RunnerPool(plan("tiny"), 16, library=trt) as pool:

        def work(index):
            x = np.arange(16, dtype=np.float32) + index
            return all(np.array_equal(pool(x=x)["y"], x + 1) for _ in range(50))

        assert all(at_once(work, 16))
