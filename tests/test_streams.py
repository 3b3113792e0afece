"""Plans in pieces: readers that an engine is read from, and what a builder writes to."""

from __future__ import annotations

import ctypes
import gc
import hashlib
import io
import weakref
from pathlib import Path

import numpy as np
import pytest

import trt_cffi
from tests.compiled import library
from tests.support import growth
from trt_cffi.callbacks import raise_pending
from trt_cffi.shim import ffi
from trt_cffi.versions import RTX

ON_10 = pytest.mark.parametrize("trt", [10], indirect=True, ids="simulator{}".format)
FROM_10 = pytest.mark.parametrize("trt", [10, 11, "rtx"], indirect=True, ids="simulator{}".format)


class Reader(trt_cffi.IStreamReader):
    """Reads a plan from memory; `answer`, where it is given, takes the place of the bytes."""

    def __init__(self, plan, answer=lambda read, size: read(size)):
        self.file, self.answer, self.sizes = io.BytesIO(plan), answer, []

    def read(self, size):
        self.sizes.append(size)
        return self.answer(self.file.read, size)


class ReaderV2(trt_cffi.IStreamReaderV2):
    """The same, from any place."""

    def __init__(self, plan, answer=lambda read, size: read(size), can_seek=True):
        self.file, self.answer, self.can_seek, self.asked = io.BytesIO(plan), answer, can_seek, []

    def read(self, num_bytes, stream):
        self.asked.append((num_bytes, stream))
        return self.answer(self.file.read, num_bytes)

    def seek(self, offset, where):
        self.asked.append((offset, where))
        if isinstance(self.can_seek, Exception):
            raise self.can_seek
        self.file.seek(offset, int(where))
        return self.can_seek


EACH_READER = pytest.mark.parametrize(
    ("trt", "reader"),
    [(10, Reader), (10, ReaderV2), (11, ReaderV2), ("rtx", ReaderV2)],
    indirect=["trt"],
    ids=["IStreamReader of 10", *(f"IStreamReaderV2 of {version}" for version in ("10", "11", "RTX"))],
)


# ---- reading ----


@EACH_READER
@pytest.mark.parametrize(
    "answer",
    [
        lambda read, size: read(size),
        lambda read, size: read(min(size, 7)),
        lambda read, size: bytearray(read(size)),
        lambda read, size: memoryview(read(size)),
        lambda read, size: np.frombuffer(read(size), np.uint8),
    ],
    ids=["whole", "short", "bytearray", "memoryview", "array"],
)
def test_an_engine_is_read_from_whatever_a_reader_gives(runtime, plan, log, reader, answer):
    given = reader(plan("tiny"), answer)
    engine = runtime.deserialize_cuda_engine(given)
    assert engine is not None, log.errors
    assert list(engine) == ["x", "y"]
    assert given.file.tell() == len(plan("tiny"))


@ON_10
def test_a_reader_is_asked_for_the_header_and_then_for_the_rest(runtime, plan):
    given = Reader(plan("tiny"))
    assert runtime.deserialize_cuda_engine(stream_reader=given)
    assert given.sizes == [32, len(plan("tiny")) - 32]


@FROM_10
def test_a_reader_of_any_place_is_asked_to_go_to_the_beginning_and_for_what_is_missing(trt, runtime, plan):
    given = ReaderV2(plan("tiny"), lambda read, size: read(min(size, 20)))
    given.file.seek(40)
    assert runtime.deserialize_cuda_engine(stream_reader_v2=given)
    begin = (0, trt.SeekPosition.SET)
    assert given.asked[:5] == [begin, begin, (32, 0), (12, 0), (len(plan("tiny")) - 32, 0)]


@EACH_READER
def test_a_plan_longer_than_a_piece_is_read_whole(trt, runtime, plan, memory, reader):
    given = reader(plan("streaming"))
    assert len(plan("streaming")) > 1 << 20
    engine = runtime.deserialize_cuda_engine(given)
    assert engine.streamable_weights_size > 0


@EACH_READER
@pytest.mark.parametrize(
    ("answer", "error", "message"),
    [
        (lambda read, size: read(size) + b"!", ValueError, "read gave 33 bytes where at most 32 were asked for"),
        (lambda read, size: None, TypeError, "the result of read is bytes or another buffer, not NoneType"),
        (lambda read, size: "text", TypeError, "the result of read is bytes or another buffer, not str"),
        (lambda read, size: 7, TypeError, "the result of read is bytes or another buffer, not int"),
        (lambda read, size: memoryview(bytes(64))[::2], ValueError, "must be contiguous"),
        (lambda read, size: 1 // 0, ZeroDivisionError, "by zero"),
        (lambda read, size: (_ for _ in ()).throw(KeyboardInterrupt), KeyboardInterrupt, "^$"),
    ],
    ids=["too long", "None", "text", "number", "strides", "exception", "interrupt"],
)
def test_a_wrong_answer_is_raised_from_the_call_and_copied_nowhere(runtime, plan, reader, answer, error, message):
    with pytest.raises(error, match=message):
        runtime.deserialize_cuda_engine(reader(plan("tiny"), answer))
    assert runtime.deserialize_cuda_engine(plan("tiny")) is not None


@EACH_READER
@pytest.mark.parametrize("given", [b"", b"too short", bytes(1000), b"no plan" * 100])
def test_what_is_no_plan_is_none_and_the_log_says_so(runtime, log, reader, given):
    assert runtime.deserialize_cuda_engine(reader(given)) is None
    assert log.errors


@EACH_READER
def test_a_plan_that_ends_too_early_is_none(runtime, plan, log, reader):
    assert runtime.deserialize_cuda_engine(reader(plan("tiny")[:-1])) is None
    assert "after" in log.errors[-1]


@FROM_10
@pytest.mark.parametrize("answer", [False, None])
def test_a_reader_that_cannot_go_to_the_beginning_is_read_from_where_it_is(runtime, plan, answer):
    """As the real 10 and 11 do, which look at no answer of seek before they read."""
    assert runtime.deserialize_cuda_engine(ReaderV2(plan("tiny"), can_seek=answer)) is not None


@FROM_10
def test_what_seek_raises_is_raised_from_the_call_and_nothing_more_is_asked(trt, runtime, plan):
    given = ReaderV2(plan("tiny"), can_seek=OSError("a pipe"))
    for _ in range(2):
        given.asked.clear()
        with pytest.raises(OSError, match="a pipe"):
            runtime.deserialize_cuda_engine(given)
        assert given.asked == [(0, trt.SeekPosition.SET)]
    given.can_seek = True
    assert runtime.deserialize_cuda_engine(given) is not None


@FROM_10
def test_a_reader_that_overrides_nothing_says_what_is_missing(runtime):
    with pytest.raises(NotImplementedError, match=r"does not override (seek|read)"):
        runtime.deserialize_cuda_engine(trt_cffi.IStreamReaderV2())


@ON_10
def test_a_simple_reader_that_overrides_nothing_says_what_is_missing(runtime):
    with pytest.raises(NotImplementedError, match=r"does not override read\(size\)"):
        runtime.deserialize_cuda_engine(trt_cffi.IStreamReader())


@FROM_10
def test_bytes_or_one_reader_are_given(runtime, plan):
    v1, v2 = Reader(plan("tiny")), ReaderV2(plan("tiny"))
    for wrong in (
        {"stream_reader": v1, "stream_reader_v2": v2},
        {"serialized_engine": plan("tiny"), "stream_reader_v2": v2},
        {"stream_reader_v2": plan("tiny")},
        {"stream_reader": "reader"},
        {"stream_reader_v2": v2, "sha256": hashlib.sha256(plan("tiny")).hexdigest()},
        {},
    ):
        with pytest.raises(TypeError):
            runtime.deserialize_cuda_engine(**wrong)
    assert not v1.sizes
    assert not v2.asked


def test_a_version_without_a_reader_says_which_has_it(trt, runtime, plan):
    gone = ((Reader, r"IStreamReader is not available in TensorRT"),)
    missing = {8: ((Reader, r"since 10\.0"), (ReaderV2, r"since 10\.7")), 10: (), 11: gone, RTX: gone}
    for kind, words in missing[trt.version[0]]:
        with pytest.raises(trt_cffi.NotAvailableError, match=words):
            runtime.deserialize_cuda_engine(kind(plan("tiny")))


@EACH_READER
def test_a_closed_runtime_reads_nothing(runtime, plan, reader):
    given = reader(plan("tiny"))
    runtime.close()
    with pytest.raises(trt_cffi.ClosedError):
        runtime.deserialize_cuda_engine(given)
    assert given.file.tell() == 0


# ---- lifetimes ----


@EACH_READER
def test_an_engine_does_not_keep_its_reader(runtime, plan, reader):
    given = reader(plan("tiny"))
    gone = weakref.ref(given)
    engine = runtime.deserialize_cuda_engine(given)
    del given
    gc.collect()
    assert gone() is None
    assert engine.num_io_tensors == 2


@EACH_READER
def test_one_reader_serves_again_and_again_and_nothing_is_left(runtime, plan, reader):
    given = reader(plan("tiny"))

    def read(times):
        for _ in range(times):
            given.file.seek(0)
            assert runtime.deserialize_cuda_engine(given)
            given.__init__(plan("tiny"))

    assert growth(read, 20, 100) < 20_000


# ---- writing ----


class Writer(trt_cffi.IStreamWriter):
    """Collects what is written; `answer` says how many bytes were."""

    def __init__(self, answer=len):
        self.answer, self.pieces = answer, []

    def write(self, data):
        self.pieces.append(data)
        return self.answer(data)


@pytest.fixture(scope="module")
def builders(tmp_path_factory):
    """For each major, what writes as a builder does."""
    folder, compiled = tmp_path_factory.mktemp("builders"), {}

    def of(major):
        if major not in compiled:
            path = library(Path(__file__).with_name("stream_writer.cpp"), folder, "rtx" if major == RTX else major)
            compiled[major] = ctypes.CDLL(str(path))
            compiled[major].write_to.restype = ctypes.c_int64
            compiled[major].write_to.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int64]
            compiled[major].kind_of.restype = ctypes.c_char_p
            compiled[major].kind_of.argtypes = [ctypes.c_void_p]
        return compiled[major]

    return of


@pytest.fixture
def write(trt, builders):
    """Write to a writer as a builder does, and raise what that raised."""

    def to(writer, data):
        written = builders(trt.version[0]).write_to(address_of(trt, writer), data, len(data))
        raise_pending()
        return written

    return to


def address_of(trt, callback):
    return int(ffi.cast("uintptr_t", callback._native(trt).handle))


@FROM_10
def test_a_writer_gets_the_bytes_and_says_how_many_it_took(write):
    writer = Writer()
    assert write(writer, b"a plan\0with a NUL") == 17
    assert writer.pieces == [b"a plan\0with a NUL"]
    assert write(Writer(lambda _: 3), b"a plan") == 3


@FROM_10
@pytest.mark.parametrize(
    ("answer", "error", "message"),
    [
        (lambda _: None, TypeError, "the result of write is an integer, not None"),
        (lambda _: 2.0, TypeError, "the result of write is an integer"),
        (lambda _: 7, ValueError, "wrote 7 bytes of 6"),
        (lambda _: -1, ValueError, "wrote -1 bytes of 6"),
        (lambda _: 1 // 0, ZeroDivisionError, "by zero"),
    ],
)
def test_a_wrong_answer_of_a_writer_is_raised(write, answer, error, message):
    with pytest.raises(error, match=message):
        write(Writer(answer), b"a plan")


@FROM_10
def test_a_writer_that_overrides_nothing_says_what_is_missing(write):
    with pytest.raises(NotImplementedError, match=r"does not override write\(data\)"):
        write(trt_cffi.IStreamWriter(), b"a plan")


@FROM_10
def test_readers_and_writers_say_their_names_to_tensorrt(trt, builders):
    for callback in (Writer(), ReaderV2(b"")):
        kind = type(callback).__mro__[1].__name__
        assert builders(trt.version[0]).kind_of(address_of(trt, callback)) == kind.encode()


@pytest.mark.parametrize("trt", [8], indirect=True, ids="simulator{}".format)
def test_8_has_no_writers(trt):
    with pytest.raises(trt_cffi.NotAvailableError, match=r"since 10\.13"):
        Writer()._native(trt)
