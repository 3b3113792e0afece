"""`trt-cffi build` makes the plans that `trt_cffi.build` makes; with a real library it runs on the stand-in."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys

import pytest

import trt_cffi as package
from tests.builder import stand_in
from tests.models.recipes import HERE

DIGITS = HERE / "digits.onnx"
SHAPES = ("--minShapes=images:1x1x8x8", "--optShapes=images:32x1x8x8", "--maxShapes=images:64x1x8x8")
PROFILES = [{"images": ((1, 1, 8, 8), (32, 1, 8, 8), (64, 1, 8, 8))}]


@pytest.mark.parametrize("choice", ["simulator8", "simulator10", "simulator11", "simulatorrtx"])
def test_flags_of_trtexec_make_a_plan(trt_cffi, tmp_path, choice):
    plan = tmp_path / "digits.plan"
    output = trt_cffi(
        "build",
        f"--onnx={DIGITS}",
        f"--saveEngine={plan}",
        *SHAPES,
        "--refit",
        "--maxAuxStreams=2",
        "--profilingVerbosity=detailed",
        "--hardwareCompatibilityLevel=ampere+",
        f"--library={choice}",
    )
    expected = package.build(
        DIGITS,
        profiles=PROFILES,
        refittable=True,
        max_aux_streams=2,
        profiling_verbosity="DETAILED",
        hardware_compatibility="AMPERE_PLUS",
        library=choice,
    )
    assert plan.read_bytes() == expected
    assert f"{len(expected):,}" in output
    assert "simulator" in output


def test_a_model_may_stand_by_itself_and_profiles_follow_their_number(trt_cffi, tmp_path):
    plan = tmp_path / "digits.plan"
    two = ("--profile=1", "--optShapes=images:1x1x8x8")
    trt_cffi("build", DIGITS, "-o", plan, "--library=simulator10", "--profile=0", *SHAPES, *two)
    one = {"images": ((1, 1, 8, 8),) * 3}
    assert plan.read_bytes() == package.build(DIGITS, profiles=[*PROFILES, one], library="simulator10")


def test_a_missing_range_is_said_in_options(trt_cffi, tmp_path):
    said = trt_cffi.mistake("build", DIGITS, "-o", tmp_path / "x.plan", "--library=simulator10")
    assert said.endswith("give --minShapes=images:1x1x8x8 --optShapes=images:8x1x8x8 --maxShapes=images:32x1x8x8")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "give one model"),
        ([DIGITS, f"--onnx={DIGITS}"], "give one model"),
        ([HERE / "nothing.onnx"], "there is no file"),
        ([HERE], f"{HERE} is no file"),
        ([DIGITS, "--library=simulator8", "--bf16"], "--bf16: bf16 is not available in TensorRT 8.6.0"),
        ([DIGITS, "--library=simulator11", "--fp16"], "the model's own types decide"),
        ([DIGITS, "--memPoolSize=dlaSRAM:1"], "--memPoolSize=dlaSRAM:1 is not understood"),
        ([DIGITS, "--maxShapes=images:1x1x8x8"], "profile 0 has no --minShapes and no --optShapes"),
        ([DIGITS, *SHAPES, "--minShapes=other:1"], "has no --optShapes and no --maxShapes for input 'other'"),
        ([DIGITS, "--optShapes=other:1"], "profile 0 names 'other'"),
        ([DIGITS, "--computeCapabilities=SM89", *SHAPES], "only TensorRT for RTX has them"),
        ([DIGITS, "--tacticSources=MAGIC", *SHAPES], "'MAGIC' is no TacticSource"),
    ],
)
def test_what_cannot_be_is_said_in_one_line(trt_cffi, tmp_path, monkeypatch, arguments, said):
    monkeypatch.setenv("TRT_CFFI_LIBRARY", "simulator10")
    assert said in trt_cffi.mistake("build", *arguments, "-o", tmp_path / "x.plan")
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_model_is_a_failure(trt_cffi, tmp_path):
    wrong = tmp_path / "wrong.onnx"
    wrong.write_bytes(b"not a model")
    said = trt_cffi.mistake("build", wrong, "-o", tmp_path / "x.plan", "--library=simulator10", exit_code=1)
    assert f"{wrong}: this is no ONNX model" in said
    assert list(tmp_path.iterdir()) == [wrong]


@pytest.mark.parametrize("command", [("build", "--library=simulator10"), ("simulate",)])
def test_a_folder_that_is_not_there_is_said_before_the_build(trt_cffi, tmp_path, command):
    said = trt_cffi.mistake(*command, DIGITS, "-o", tmp_path / "no" / "x.plan", *SHAPES)
    assert "there is no folder" in said


@pytest.mark.parametrize("command", ["build", "simulate"])
def test_a_plan_does_not_take_its_models_place(trt_cffi, tmp_path, monkeypatch, command):
    monkeypatch.setenv("TRT_CFFI_LIBRARY", "simulator10")
    model = tmp_path / "digits.onnx"
    model.write_bytes(DIGITS.read_bytes())
    (tmp_path / "link").symlink_to(model)
    for output in (model, tmp_path / "link"):
        assert "is the model itself" in trt_cffi.mistake(command, model, "-o", output, *SHAPES)
    assert model.read_bytes() == DIGITS.read_bytes()


@pytest.mark.parametrize("command", ["build", "simulate"])
def test_a_plan_is_no_model(trt_cffi, tmp_path, monkeypatch, command):
    monkeypatch.setenv("TRT_CFFI_LIBRARY", "simulator10")
    plan = tmp_path / "digits.plan"
    plan.write_bytes(package.build(DIGITS, profiles=PROFILES))
    said = trt_cffi.mistake(command, plan, "-o", tmp_path / "x.plan", exit_code=1)
    assert f"{plan}: this is a plan already, no ONNX model" in said


def test_ctrl_c_ends_a_build_that_does_not_hear_of_it(tmp_path):
    code = """
import ctypes
from trt_cffi.cli import build, main
def deaf(*model, **options):
    print("builds", flush=True)
    lock, libc = ctypes.create_string_buffer(64), ctypes.CDLL(None)
    while True:  # a mutex that is locked twice: no signal wakes who waits for it
        libc.pthread_mutex_lock(lock)
build.build = deaf
main()
"""
    command = [sys.executable, "-c", code, "build", DIGITS, "-o", tmp_path / "x.plan", "--library=simulator10", *SHAPES]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as program:
        try:
            assert program.stdout.readline() == "builds\n"
            program.send_signal(signal.SIGINT)
            assert program.wait(20) == 1
        finally:
            program.kill()
        assert program.stderr.read() == "\nAborted!\n"
    assert list(tmp_path.iterdir()) == []


def test_an_old_plan_stays_when_the_new_one_cannot_be_built(trt_cffi, tmp_path):
    plan = tmp_path / "digits.plan"
    plan.write_bytes(b"old")
    trt_cffi.mistake("build", DIGITS, "-o", plan, "--library=simulator10")
    assert plan.read_bytes() == b"old"


# ---- with a real library, stood in for ----


@pytest.fixture(scope="module")
def full(tmp_path_factory):
    return stand_in.build(tmp_path_factory.mktemp("full"), 10)


def on(full, folder, *arguments, **options):
    """`trt-cffi build` in a process of its own, which finds the stand-in's driver."""
    environment = {**os.environ, "LD_LIBRARY_PATH": str(full.parent), "TRT_CFFI_LIBRARY": str(full)}
    environment["TRT_RECORD"] = str(folder / "record")
    command = [sys.executable, "-m", "trt_cffi.cli", "build", str(HERE / "tiny.onnx"), *map(str, arguments)]
    ranges = ["--minShapes=x:1x3,n:1", "--optShapes=x:8x3,n:4", "--maxShapes=x:32x3,n:16"]
    return subprocess.run([*command, *ranges], env=environment, text=True, **options)


def test_flags_reach_tensorrt(full, tmp_path):
    plan = tmp_path / "tiny.plan"
    flags = ["--fp16", "--noTF32", "--stronglyTyped", "--vc", "--excludeLeanRuntime", "--builderOptimizationLevel=5"]
    more = [
        "--memPoolSize=workspace:0.5G",
        "--tacticSources=JIT_CONVOLUTIONS",
        f"--timingCacheFile={tmp_path / 'times'}",
    ]
    ran = on(full, tmp_path, "-o", plan, *flags, *more, capture_output=True)
    assert ran.returncode == 0, ran.stderr
    assert plan.read_bytes() == stand_in.PLAN
    assert (tmp_path / "times").exists()
    record = (tmp_path / "record").read_text().splitlines()
    assert {
        *("config1.setFlag(0)", "config1.clearFlag(6)", "config1.setFlag(13)", "config1.setFlag(14)"),
        *("config1.setBuilderOptimizationLevel(5)", f"config1.setMemoryPoolLimit(0, {1 << 29})"),
        *("config1.setTacticSources(16)", "builder1.createNetworkV2(2)"),
    } <= set(record)
    assert not any("setProgressMonitor" in line for line in record)  # nobody would see a bar


def test_progress_is_shown_on_a_terminal(full, tmp_path):
    reading, writing = pty.openpty()
    ran = on(full, tmp_path, "-o", tmp_path / "tiny.plan", stderr=writing, stdout=subprocess.PIPE)
    os.close(writing)
    shown = b""
    try:
        while part := os.read(reading, 4096):
            shown += part
    except OSError:  # the terminal's other end is closed
        pass
    assert ran.returncode == 0
    assert any("setProgressMonitor(object)" in line for line in (tmp_path / "record").read_text().splitlines())
    assert "tiny.plan" in ran.stdout
