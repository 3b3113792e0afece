"""Plans built by the real TensorRT for RTX, which needs no GPU for that: on a machine with one, and on one without.

A module that takes these tests has a fixture `rtx`, the library, with its parser beside it.
"""

from __future__ import annotations

import pytest

import trt_cffi
from tests.models.recipes import OF_RTX, RECIPES
from tests.support import MODELS


def built(trt, name, **options):
    """The plan of a test model, by the recipe of its real plan."""
    recipe = RECIPES[name]
    wanted = {key: value for key, value in recipe.options.items() if key != "debug" or trt.rtx}
    return trt_cffi.build(MODELS / f"{name}.onnx", profiles=recipe.profiles, library=trt, **wanted, **options)


@pytest.mark.parametrize("name", OF_RTX)
def test_tensorrt_for_rtx_builds_a_model(rtx, name):
    plan = built(rtx, name)
    assert plan[:4] == b"vtrt"


def test_tensorrt_for_rtx_names_the_node_that_it_does_not_know(rtx):
    with pytest.raises(trt_cffi.ModelError, match=r"node 0 '' \(NonZero\)"):
        built(rtx, "nonzero")


def test_tensorrt_for_rtx_builds_for_other_gpus(rtx):
    one, two = (built(rtx, "digits", compute_capabilities=names) for names in (["SM89"], ["SM86", "SM89"]))
    assert one[:4] == two[:4] == b"vtrt"
    assert one != two


class Phases(trt_cffi.IProgressMonitor):
    def __init__(self, most):
        self.open, self.seen, self.steps, self.most = [], [], 0, most

    def phase_start(self, phase_name, parent_phase, num_steps):
        assert parent_phase is None or parent_phase in self.open
        self.open.append(phase_name)
        self.seen.append(phase_name)

    def step_complete(self, phase_name, step):
        assert phase_name in self.open
        self.steps += 1
        return self.steps < self.most

    def phase_finish(self, phase_name):
        self.open.remove(phase_name)


def test_a_monitor_is_told_of_real_phases(rtx):
    phases = Phases(10**9)
    built(rtx, "resnet", progress=phases)
    assert phases.seen
    assert phases.steps
    assert phases.open == []


def test_a_monitor_can_stop_a_real_build(rtx):
    with pytest.raises(trt_cffi.BuildError, match="could not build"):
        built(rtx, "resnet", progress=Phases(1))


def test_what_a_monitor_raises_is_raised_by_a_real_build(rtx):
    class Raising(Phases):
        def step_complete(self, phase_name, step):
            raise KeyError("enough")

    with pytest.raises(KeyError, match="enough"):
        built(rtx, "resnet", progress=Raising(1))
