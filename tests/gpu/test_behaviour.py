"""What NVIDIA's package answered on a GPU, and what trt_cffi answers there, on the real lean 8.6.0."""

from __future__ import annotations

from tests.behaviour.compare import official, problems
from tests.behaviour.differences import differences
from tests.behaviour.run import run
from tests.gpu.conftest import PLANS, library


def test_the_61_probes_give_what_the_records_say(monkeypatch):
    monkeypatch.setenv("TRT_CFFI_LIBRARY", library(8).path)
    answers = run("trt_cffi", PLANS, ".vc.plan", memory="cuda")
    assert problems(official(), answers, differences("trt_cffi", "tensorrt")) == []
