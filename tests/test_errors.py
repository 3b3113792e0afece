from __future__ import annotations

import pickle

import pytest

from trt_cffi import errors
from trt_cffi.errors import LibraryLoadError, LibraryNotFoundError, NotAvailableError, TensorRTError


@pytest.mark.parametrize("name", errors.__all__)
def test_every_exception_is_a_tensorrt_error_and_a_runtime_error(name: str) -> None:
    assert issubclass(getattr(errors, name), TensorRTError)
    assert issubclass(getattr(errors, name), RuntimeError)


@pytest.mark.parametrize("error", [LibraryNotFoundError, LibraryLoadError])
def test_a_program_that_guards_its_import_of_tensorrt_catches_a_missing_library(error: type[Exception]) -> None:
    with pytest.raises(ImportError, match="no libnvinfer"):
        raise error("no libnvinfer")


@pytest.mark.parametrize(
    ("error", "caught_as"),
    [
        (errors.EngineDeserializeError, ValueError),
        (errors.VersionMismatchError, errors.EngineDeserializeError),
        (errors.InputError, ValueError),
        (errors.ShapeError, errors.InputError),
        (errors.DtypeError, errors.InputError),
        (errors.DtypeError, TypeError),
        (errors.ArgumentNotAvailableError, errors.NotAvailableError),
        (errors.ArgumentNotAvailableError, TypeError),
    ],
)
def test_an_error_is_also_the_broader_one_that_a_program_catches(error: type[Exception], caught_as: type) -> None:
    with pytest.raises(caught_as, match="TensorRT said: no"):
        raise error("refused", messages=["no"])


def test_hasattr_is_false_for_what_the_loaded_version_lacks() -> None:
    class Engine:
        @property
        def streams(self) -> int:
            raise NotAvailableError.of("streams", (8, 6, 0), since="10.0")

    assert not hasattr(Engine(), "streams")


def test_not_available_says_since_when() -> None:
    error = NotAvailableError.of("ICudaEngine.get_engine_stat", (10, 0, 1), since="10.14")
    assert str(error) == "ICudaEngine.get_engine_stat is not available in TensorRT 10.0.1; there since 10.14"


def test_not_available_says_until_when() -> None:
    error = NotAvailableError.of("IGpuAllocator.free", (10, 16, 1), until="8.6")
    assert str(error) == "IGpuAllocator.free is not available in TensorRT 10.16.1; there until 8.6"


def test_what_tensorrt_logged_is_in_the_text() -> None:
    error = TensorRTError("cannot load the plan", messages=["magic tag\n", "size"])
    assert error.messages == ("magic tag\n", "size")
    assert str(error) == "cannot load the plan\nTensorRT said: magic tag\nTensorRT said: size"


def test_without_messages_the_text_is_the_message_alone() -> None:
    assert str(TensorRTError("closed")) == "closed"
    assert str(LibraryNotFoundError("nothing there")) == "nothing there"
    assert TensorRTError().messages == ()


def test_an_error_of_another_process_arrives_whole() -> None:
    sent = LibraryNotFoundError("none", tried=[("/x/libnvinfer.so.10", "missing")])
    sent.messages = ("a word",)
    got = pickle.loads(pickle.dumps(sent))
    assert type(got) is LibraryNotFoundError
    assert (str(got), got.tried, got.messages) == (str(sent), sent.tried, sent.messages)
