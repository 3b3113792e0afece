"""`trt-cffi cache` shows and clears what Runners keep."""

from __future__ import annotations

from tests.models.recipes import HERE, RECIPES
from tests.support import stored
from trt_cffi import Runner

BUILD = {"profiles": RECIPES["digits"].profiles, "refittable": True}


def test_an_empty_cache_is_told(trt_cffi, cache):
    assert trt_cffi("cache") == f"0 plans, 0 bytes, in {cache}\n"


def test_plans_are_shown_with_what_they_were_built_from(trt_cffi, cache, monkeypatch):
    monkeypatch.setenv("COLUMNS", "300")
    Runner(HERE / "digits.onnx", library="simulator10", build=BUILD).close()
    size = next(cache.glob("*.plan")).stat().st_size
    output = trt_cffi("cache")
    for part in ("digits.onnx", "simulator 10.16.1", "refittable=True", f"{size:,}", f"1 plan, {size:,} bytes, in"):
        assert part in output


def test_kernels_of_tensorrt_for_rtx_are_shown_and_taken_away(trt_cffi, cache, monkeypatch):
    monkeypatch.setenv("COLUMNS", "300")
    with Runner(HERE / "digits.onnx", library="simulatorrtx", build=BUILD) as runner:
        runner(stored("digits")[0])
    plan, kernels = (next(cache.glob(f"*.{kind}")).stat().st_size for kind in ("plan", "kernels"))
    output = trt_cffi("cache")
    for part in ("kernels", f"{plan:,}", f" {kernels:,} ", f"1 plan, {plan + kernels:,} bytes, in"):
        assert part in output
    assert f"1 plan, {plan + kernels:,} bytes" in trt_cffi("cache", "--clear")
    assert list(cache.iterdir()) == []


def test_a_damaged_entry_is_shown_as_such(trt_cffi, cache):
    Runner(HERE / "digits.onnx", library="simulator10", build=BUILD).close()
    next(cache.glob("*.json")).write_text("{}")
    assert "damaged" in trt_cffi("cache")


def test_clearing_says_what_went(trt_cffi, cache):
    Runner(HERE / "digits.onnx", library="simulator10", build=BUILD).close()
    assert trt_cffi("cache", "--clear").startswith("Taken away: 1 plan, ")
    assert list(cache.iterdir()) == []
    assert trt_cffi("cache", "--clear").startswith("Taken away: 0 plans, ")
