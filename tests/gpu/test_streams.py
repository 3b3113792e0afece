"""Readers on the real lean libraries, as far as they go without a plan of 10 or 11, and copies to the GPU's memory."""

from __future__ import annotations

import numpy as np
import pytest

import trt_cffi
from tests.gpu.conftest import library
from trt_cffi import cuda


class Reader(trt_cffi.IStreamReader):
    """Reads from memory, or raises what it is given."""

    def __init__(self, given):
        self.given, self.place, self.sizes = given, 0, []

    def take(self, size):
        self.sizes.append(size)
        if isinstance(self.given, Exception):
            raise self.given
        piece = self.given[self.place : self.place + size]
        self.place += len(piece)
        return piece

    def read(self, size):
        return self.take(size)


class ReaderV2(trt_cffi.IStreamReaderV2):
    """The same, from any place."""

    __init__, take = Reader.__init__, Reader.take

    def read(self, num_bytes, stream):
        return self.take(num_bytes)

    def seek(self, offset, where):
        end = len(self.given) if isinstance(self.given, bytes) else 0
        self.place = (0, self.place, end)[int(where)] + offset
        return True


READERS = pytest.mark.parametrize(
    ("major", "reader"), [(10, Reader), (10, ReaderV2), (11, ReaderV2)], ids=["10", "10, V2", "11, V2"]
)


@READERS
def test_a_reader_is_read_and_what_is_no_plan_is_none(major, reader, log):
    given = reader(b"no plan" * 1000)
    assert library(major).Runtime(log).deserialize_cuda_engine(given) is None
    assert given.sizes
    assert log.errors


@READERS
def test_what_a_reader_raises_is_raised_from_the_call(major, reader, log):
    with pytest.raises(KeyError, match="no disk"):
        library(major).Runtime(log).deserialize_cuda_engine(reader(KeyError("no disk")))


@pytest.mark.parametrize(("major", "reader"), [(8, Reader), (8, ReaderV2), (11, Reader)])
def test_a_version_without_a_reader_says_which_has_it(major, reader, log):
    with pytest.raises(trt_cffi.NotAvailableError, match=r"there (since|until) 10"):
        library(major).Runtime(log).deserialize_cuda_engine(reader(b"no plan" * 100))


def test_bytes_are_copied_to_memory_of_the_gpu_and_of_the_host(memory):
    data, host, stream = bytes(range(256)) * 16, np.zeros(4096, np.uint8), memory.stream()
    device = memory.alloc(4096)
    for destination in (device, host.ctypes.data):
        cuda.copy(destination, memoryview(data), int(stream))
        cuda.copy(destination + 100, memoryview(b"in the middle"), 0)
    expected = data[:100] + b"in the middle" + data[113:]
    assert memory.download(device, (4096,), np.uint8).tobytes() == expected
    assert host.tobytes() == expected
