"""What a caller may give for an input or an output: arrays of the host, and tensors that are on the device already."""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING

import numpy as np

from trt_cffi import dlpack
from trt_cffi.device import LEGACY
from trt_cffi.device_tensor import DeviceTensor
from trt_cffi.element_type import dlpack_name
from trt_cffi.errors import DtypeError, InputError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    import numpy.typing as npt

    from trt_cffi.device import Device, Stream
    from trt_cffi.element_type import ElementType
    from trt_cffi.signature import TensorInfo

    Array = npt.NDArray[Any]

__all__ = ["Placed", "check_dtype", "read", "shape_of"]


class Placed:
    """A tensor that is on the device, contiguous, with what keeps it there.

    Attributes:
        address: of the first element.
        shape: a tuple.
        keeps: what must live until the launches that use it are done.
    """

    __slots__ = ("address", "keeps", "shape")

    def __init__(self, address: int, shape: tuple[int, ...], keeps: Any) -> None:
        self.address, self.shape, self.keeps = address, shape, keeps


def read(value: Any, info: TensorInfo, device: Device, stream: Stream) -> Array | Placed:
    """What was given for a tensor: an array of the host, in whatever layout, or a tensor on the device.

    The stream waits for whoever writes it, by the rules of DLPack and of the CUDA array interface.

    Raises TypeError for what is no tensor, DtypeError for one of another type, InputError for one that is on another
    device or not contiguous.
    """
    if isinstance(value, DeviceTensor):
        value._written_before(stream)
        if value.dtype is not info.dtype:
            raise _wrong_type(value.dtype.name, info)
        _check_place(value.__dlpack_device__(), device, info)
        return Placed(value.address, value.shape, value)
    if isinstance(value, (np.ndarray, np.generic)):
        array = np.asarray(value)
        check_dtype(array, info)
        return array
    if hasattr(value, "__dlpack__"):
        return _read_dlpack(value, info, device, stream)
    if hasattr(value, "__cuda_array_interface__"):
        return _read_cuda_array(value, info, device, stream)
    raise TypeError(
        f"{info.name!r} is a NumPy array, or a tensor with __dlpack__ or __cuda_array_interface__, and not a "
        f"{type(value).__name__}; write np.asarray(value, {info.dtype.name!r})"
    )


def check_dtype(array: Array, info: TensorInfo) -> None:
    """Raise DtypeError unless an array has a tensor's type of elements, and the machine's byte order."""
    if array.dtype != info.dtype.numpy:
        raise _wrong_type(str(array.dtype), info)


def shape_of(value: Any) -> tuple[int, ...]:
    """The shape of what was given, without using it. TypeError for what has none."""
    shape = getattr(value, "shape", None)
    if shape is None and hasattr(value, "__cuda_array_interface__"):
        shape = value.__cuda_array_interface__["shape"]
    if shape is None:
        raise TypeError(f"a tensor has a shape, and a {type(value).__name__} has none")
    return tuple(shape)


def _read_dlpack(value: Any, info: TensorInfo, device: Device, stream: Stream) -> Array | Placed:
    where = value.__dlpack_device__()
    on_host = where[0] in (dlpack.CPU, dlpack.CUDA_HOST)
    if not on_host:
        _check_place(where, device, info)
    try:
        tensor = dlpack.import_tensor(value, None if where[0] == dlpack.CPU else stream.shared_number)
    except (BufferError, RuntimeError) as error:  # PyTorch raised RuntimeErrors once
        raise InputError(f"{info.name!r} cannot be used, says its {type(value).__name__}: {error}") from error
    if tensor.dtype != (*info.dtype.dlpack, 1):
        raise _wrong_type(dlpack_name(*tensor.dtype), info)
    if on_host:
        return _host_array(tensor, info.dtype)
    if not tensor.contiguous:
        raise _not_contiguous(info, tensor.shape)
    return Placed(tensor.address, tensor.shape, tensor)


def _read_cuda_array(value: Any, info: TensorInfo, device: Device, stream: Stream) -> Placed:
    described = value.__cuda_array_interface__
    shape, strides = tuple(described["shape"]), described.get("strides")
    dtype = np.dtype(described["typestr"])
    if dtype != info.dtype.numpy:
        raise _wrong_type(str(dtype), info)
    if described.get("mask") is not None:
        raise InputError(f"{info.name!r} has a mask, which TensorRT has not")
    if strides and not dlpack.is_contiguous(shape, [stride // dtype.itemsize for stride in strides]):
        raise _not_contiguous(info, shape)
    address = described["data"][0]
    _check_place(device.place(address), device, info)
    # before version 3 it is not told which stream writes it
    producer = described.get("stream") if described["version"] >= 3 else LEGACY
    if producer is not None and producer != stream.shared_number:
        device.wait(stream, device.record(device.stream(producer)))
    return Placed(address, shape, value)


def _host_array(tensor: dlpack.Imported, dtype: ElementType) -> Array:
    """An array that shares, and keeps, the memory of a tensor of the host."""
    strides = tensor.strides
    size = dtype.nbytes(tensor.shape)
    if strides is not None and size:
        size = (
            (1 + sum((count - 1) * stride for count, stride in zip(tensor.shape, strides, strict=True)))
            * dtype.bits
            // 8
        )
    memory: Any = (ctypes.c_uint8 * size).from_address(tensor.address) if size else b""
    if size:
        memory.tensor = tensor
    in_bytes = None if strides is None else [stride * dtype.bits // 8 for stride in strides]
    return np.ndarray(tensor.shape, dtype.numpy, memory, strides=in_bytes)


def _wrong_type(given: str, info: TensorInfo) -> DtypeError:
    return DtypeError(
        f"{info.name!r} is {given}, and the engine has {info.dtype}; nothing is converted silently: write "
        f"array.astype({info.dtype.name!r}), or tensor.to(torch.{info.dtype})"
    )


def _check_place(where: Sequence[int], device: Device, info: TensorInfo) -> None:
    kind, number = where
    if kind == dlpack.CUDA_MANAGED and device.dlpack[0] == dlpack.CUDA:
        return
    if (kind, number) != device.dlpack:
        raise InputError(
            f"{info.name!r} is on {_place_name(kind, number)}, and the engine runs on {_place_name(*device.dlpack)}; "
            "copy it there, or to a NumPy array"
        )


def _place_name(kind: int, number: int) -> str:
    names = {dlpack.CPU: "the host", dlpack.CUDA: f"CUDA device {number}"}
    return names.get(kind, f"a device that DLPack calls ({kind}, {number})")


def _not_contiguous(info: TensorInfo, shape: tuple[int, ...]) -> InputError:
    return InputError(
        f"{info.name!r} of shape {shape} is not contiguous in memory, as a tensor on the device must be; write "
        "tensor.contiguous()"
    )
