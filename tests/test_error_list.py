"""`ErrorRecorder`, which the shim does without calling Python."""

from __future__ import annotations

import gc
import weakref

import pytest

import trt_cffi
from tests.support import at_once
from trt_cffi.error_recorder import ErrorCodeTRT
from trt_cffi.shim import NULL

ERROR = ErrorCodeTRT.INVALID_ARGUMENT


@pytest.fixture
def tiny(load):
    return load("tiny").create_execution_context()


def fill(recorder, count):
    for index in range(count):
        assert recorder.report_error(ERROR, f"error {index}") is False


def test_it_has_the_errors_instead_of_the_log(tiny, log):
    recorder = tiny.error_recorder = trt_cffi.ErrorRecorder()
    assert recorder.errors == []
    assert tiny.set_tensor_address("nothing", 4096) is False
    assert tiny.set_tensor_address("nobody", 4096) is False
    assert log.errors == []
    assert [error.code for error in recorder.errors] == [ERROR, ERROR]
    assert ["nothing" in recorder.errors[0].description, "nobody" in recorder.errors[1].description] == [True, True]
    assert tiny.error_recorder is recorder


def test_it_answers_as_every_recorder(tiny):
    recorder = tiny.error_recorder = trt_cffi.ErrorRecorder()
    tiny.set_tensor_address("nothing", 4096)
    assert recorder.num_errors() == recorder.get_num_errors() == 1
    assert recorder.get_error_code(0) == ERROR
    assert "nothing" in recorder.get_error_desc(0)
    assert recorder.has_overflowed() is False
    recorder.clear()
    assert recorder.num_errors() == 0
    with pytest.raises(IndexError):
        recorder.get_error_desc(0)
    with pytest.raises(IndexError):
        recorder.get_error_code(0)


def test_it_is_bounded_and_keeps_the_first_errors():
    recorder = trt_cffi.ErrorRecorder()
    fill(recorder, recorder.capacity)
    assert recorder.has_overflowed() is False
    fill(recorder, 3)
    assert recorder.has_overflowed() is True
    assert [error.description for error in recorder.errors] == [f"error {i}" for i in range(recorder.capacity)]
    recorder.clear()
    assert recorder.has_overflowed() is False
    fill(recorder, 1)
    assert recorder.errors == [(ERROR, "error 0")]


def test_a_subclass_may_keep_another_number():
    class Few(trt_cffi.ErrorRecorder):
        capacity = 2

    recorder = Few()
    fill(recorder, 3)
    assert recorder.num_errors() == 2
    assert recorder.has_overflowed()


def test_a_subclass_that_keeps_none_is_told_so():
    class None_(trt_cffi.ErrorRecorder):
        capacity = 0

    with pytest.raises(ValueError, match="a capacity of 0 holds no error"):
        None_()


def test_a_long_description_is_cut(tiny):
    recorder = tiny.error_recorder = trt_cffi.ErrorRecorder()
    tiny.set_tensor_address("n" * 5000, 4096)
    description = recorder.errors[0].description
    assert len(description) == 1023
    assert description.endswith("nnn")


def test_a_description_is_text_of_any_kind():
    recorder = trt_cffi.ErrorRecorder()
    recorder.report_error(ERROR, "größer \udc80")
    assert recorder.errors[0].description == "größer \\udc80"


@pytest.mark.parametrize(("code", "description"), [(ERROR, None), (ERROR, b"bytes"), ("code", "text"), (None, "text")])
def test_what_is_no_error_is_a_type_error(code, description):
    with pytest.raises(TypeError):
        trt_cffi.ErrorRecorder().report_error(code, description)


def test_what_it_got_is_attached_to_exceptions_too(tiny):
    recorder = tiny.error_recorder = trt_cffi.ErrorRecorder()
    with pytest.raises(trt_cffi.TensorRTError) as caught:
        tiny.set_optimization_profile_async(9, 0)
    assert caught.value.messages == tuple(error.description for error in recorder.errors)


def test_several_threads_may_report_read_and_clear(load):
    engine, recorder = load("tiny"), trt_cffi.ErrorRecorder()
    engine.error_recorder = recorder

    def work(index):
        for round_ in range(100):
            engine.get_tensor_mode(f"nothing {index}")
            assert all("nothing" in error.description for error in recorder.errors)
            if round_ % 30 == 29:
                recorder.clear()

    at_once(work)
    assert recorder.num_errors() <= recorder.capacity


def test_a_subclass_is_told_and_may_keep_what_it_is_told(tiny):
    class Loud(trt_cffi.ErrorRecorder):
        def report_error(self, code, description):
            self.last = description
            return super().report_error(code, description)

    recorder = tiny.error_recorder = Loud()
    tiny.set_tensor_address("nothing", 4096)
    assert recorder.errors == [(ERROR, recorder.last)]


def test_one_recorder_serves_several_libraries():
    recorder = trt_cffi.ErrorRecorder()
    for major in (8, 10, 11):
        trt = trt_cffi.open_library(f"simulator{major}")
        runtime = trt.Runtime(trt.Logger())
        runtime.error_recorder = recorder
        assert runtime.deserialize_cuda_engine(b"no plan" * 100) is None
    assert recorder.num_errors() >= 3


def test_it_is_let_go_with_what_it_keeps(tiny):
    recorder = tiny.error_recorder = trt_cffi.ErrorRecorder()
    kept, gone = recorder._list, weakref.ref(recorder)
    del recorder
    gc.collect()
    assert tiny.set_tensor_address("nothing", 4096) is False
    assert kept.handle != NULL
    tiny.error_recorder = None
    gc.collect()
    assert gone() is None
    assert kept.handle == NULL
