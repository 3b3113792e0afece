"""What NVIDIA's package answered on a GPU, and what trt_cffi answers there, on the real 8.6.0."""

from __future__ import annotations

import os

import pytest

from tests.behaviour.compare import PROBES, official, problems
from tests.behaviour.differences import TRT_CFFI, differences
from tests.behaviour.run import run
from tests.gpu.conftest import PLANS, library

#: the probes that want the full runtime, with the plans that they load
OF_THE_FULL_RUNTIME = {
    "refit": "refit.plan",
    "refit_of_a_plain_engine": "digits.vc.plan",
    "implicit_batch": "implicit.plan",
}


def test_the_61_probes_give_what_the_records_say(monkeypatch):
    monkeypatch.setenv("TRT_CFFI_LIBRARY", library(8).path)
    answers = run("trt_cffi", PLANS, ".vc.plan", memory="cuda")
    found = problems(official(), answers, differences("trt_cffi", "tensorrt"))
    assert not found, "\n".join(found)


@pytest.mark.skipif("TRT_CFFI_TEST_LIBRARY8_FULL" not in os.environ, reason="no full TensorRT 8.6.0")
def test_refitting_and_the_implicit_batch_are_as_the_full_runtimes_records_say(monkeypatch, memory, tmp_path):
    if "H200" not in memory.name():
        pytest.skip("these plans were built on an H200; on any other GPU TensorRT warns of that")
    monkeypatch.setenv("TRT_CFFI_LIBRARY", os.environ["TRT_CFFI_TEST_LIBRARY8_FULL"])
    for plan in OF_THE_FULL_RUNTIME.values():
        (tmp_path / f"{plan.partition('.')[0]}.plan").symlink_to(PLANS / plan)
    answers = run("trt_cffi", tmp_path, ".plan", memory="cuda", probes=PROBES[3:])
    recorded = {name: official()[name] for name in OF_THE_FULL_RUNTIME}
    expected = [difference for difference in TRT_CFFI if difference.probe in recorded]
    assert problems(recorded, answers, expected) == []
