"""`load_engine`: a plan becomes an engine, or an exception says why not."""

from __future__ import annotations

from pathlib import Path

import pytest

import trt_cffi
from tests.models import recipes
from tests.support import Log
from trt_cffi import EngineDeserializeError, VersionMismatchError, load_engine


@pytest.fixture
def file(tmp_path, plan):
    path = tmp_path / "tiny.plan"
    path.write_bytes(plan("tiny"))
    return path


def test_a_file_and_its_bytes_become_engines(trt, file):
    for source in (file, str(file), file.read_bytes(), bytearray(file.read_bytes())):
        engine = load_engine(source)
        assert engine.num_io_tensors == 2
        assert isinstance(engine, trt.ICudaEngine)


def test_all_that_are_given_no_logger_have_the_same(file):
    """TensorRT warns of a runtime whose logger differs from another's."""
    one, other = load_engine(file), load_engine(file)
    assert one._parent.logger is other._parent.logger
    assert isinstance(one._parent.logger, trt_cffi.Logger)


def test_the_file_is_not_needed_once_it_is_loaded(file):
    engine = load_engine(file)
    file.unlink()
    assert "tiny.plan" not in Path("/proc/self/maps").read_text()
    assert engine.create_execution_context() is not None


def test_a_plan_that_is_refused_is_not_kept_open(file):
    file.write_bytes(file.read_bytes()[:-1])
    with pytest.raises(EngineDeserializeError) as caught:
        load_engine(file)
    assert "tiny.plan" not in Path("/proc/self/maps").read_text()
    assert "cut short" in str(caught.value)


@pytest.mark.parametrize(
    ("content", "why"), [(b"", "empty"), (b"hello" * 9, "no plan of TensorRT"), (b"ftrt", "cut short")]
)
def test_what_is_no_plan_is_told_before_a_library_is_opened(tmp_path, content, why):
    path = tmp_path / "wrong.plan"
    path.write_bytes(content)
    with pytest.raises(EngineDeserializeError, match=why) as caught:
        load_engine(path, library=tmp_path / "there is no such library")
    assert "wrong.plan" in str(caught.value)
    assert caught.value.messages == ()


def test_a_plan_of_another_major_version_is_told_with_what_to_do():
    trt = trt_cffi.open_library("simulator10")
    with pytest.raises(VersionMismatchError) as caught:
        load_engine(recipes.plan("tiny", 8), library=trt, logger=Log())
    text = str(caught.value)
    assert "simulator of TensorRT 8.6.0" in text
    assert "TRT_CFFI_LIBRARY=simulator8" in text
    assert trt.path in text
    assert "TensorRT said: " in text
    assert caught.value.messages


def test_a_plan_of_a_gpu_is_told_from_one_of_the_simulator():
    plan = (recipes.HERE.parent / "engines" / "8.6.0" / "tiny.vc.plan").read_bytes()
    with pytest.raises(VersionMismatchError, match=r"built by TensorRT 8\.6\.0 for a GPU"):
        load_engine(plan, library="simulator8", logger=Log())


def test_a_damaged_plan_is_told_with_tensorrts_words(trt, plan):
    damaged = bytearray(plan("tiny"))
    damaged[8:16] = b"\xff" * 8  # the size of the metadata
    with pytest.raises(EngineDeserializeError, match="TensorRT said") as caught:
        load_engine(damaged, logger=Log())
    assert type(caught.value) is EngineDeserializeError


def test_the_logger_hears_of_it_too(plan):
    damaged, log = bytearray(plan("tiny")), Log()
    damaged[8:16] = b"\xff" * 8  # the size of the metadata
    with pytest.raises(EngineDeserializeError) as caught:
        load_engine(damaged, logger=log)
    assert log.errors == list(caught.value.messages)


def test_other_bytes_than_were_expected_are_refused(plan):
    with pytest.raises(ValueError, match="SHA-256"):
        load_engine(plan("tiny"), sha256="0" * 64)


def test_a_missing_file_is_an_os_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        load_engine(tmp_path / "none.plan")


@pytest.mark.parametrize("wrong", [None, 3, ["x"]])
def test_what_is_neither_path_nor_buffer_is_a_type_error(wrong):
    with pytest.raises(TypeError, match="a plan is"):
        load_engine(wrong)
