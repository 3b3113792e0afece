"""What the CUDA driver says about itself and its GPUs, asked through ctypes.

For people to read: `trt-cffi info` and error messages. The shim does its own check before it enters libnvinfer.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    import ctypes

__all__ = ["Device", "DriverInfo", "query"]

# Names of CUdevice_attribute.
_COMPUTE_CAPABILITY_MAJOR, _COMPUTE_CAPABILITY_MINOR = 75, 76


class Device:
    """A GPU.

    Attributes:
        name: as the driver calls it.
        compute_capability: major and minor.
        memory: its size in bytes.
    """

    __slots__ = ("compute_capability", "memory", "name")

    def __init__(self, name: str, compute_capability: tuple[int, int], memory: int) -> None:
        self.name = name
        self.compute_capability = compute_capability
        self.memory = memory

    def __str__(self) -> str:
        major, minor = self.compute_capability
        return f"{self.name}, compute capability {major}.{minor}, {self.memory / 2**30:.0f} GiB"


class DriverInfo:
    """The driver, and why it cannot be used if it cannot.

    Attributes:
        found: whether a driver was found that can be used, with at least one GPU.
        path: the driver's library, None if none was loaded.
        version: the CUDA version that the driver supports, major and minor, None if unknown.
        devices: its GPUs, in CUDA's order.
        reason: in words why there is no GPU to use; empty if there is one.
    """

    __slots__ = ("devices", "found", "path", "reason", "version")

    def __init__(
        self,
        *,
        path: str | None = None,
        version: tuple[int, int] | None = None,
        devices: tuple[Device, ...] = (),
        reason: str = "",
    ) -> None:
        self.found = not reason
        self.path = path
        self.version = version
        self.devices = devices
        self.reason = reason


def query(library: str = "libcuda.so.1") -> DriverInfo:
    """Ask the driver. Never raises: what went wrong is the `reason`.

    Args:
        library: the driver's library, by path or as the system's loader finds it.
    """
    import ctypes

    try:
        driver = ctypes.CDLL(library)
    except OSError as error:
        return DriverInfo(reason=f"the CUDA driver was not found: {error}")
    path, version = _path_of(library), None
    try:
        number = ctypes.c_int()
        if driver.cuDriverGetVersion(ctypes.byref(number)) == 0:
            version = (number.value // 1000, number.value % 1000 // 10)
        _check(driver, "cuInit", ctypes.c_uint(0))
        _check(driver, "cuDeviceGetCount", ctypes.byref(number))
        if number.value == 0:
            return DriverInfo(path=path, version=version, reason="the CUDA driver sees no GPU")
        devices = tuple(_device(driver, ordinal) for ordinal in range(number.value))
    except (AttributeError, RuntimeError) as error:  # AttributeError: a function is missing
        return DriverInfo(path=path, version=version, reason=str(error))
    return DriverInfo(path=path, version=version, devices=devices)


def _device(driver: ctypes.CDLL, ordinal: int) -> Device:
    import ctypes

    device, major, minor = ctypes.c_int(), ctypes.c_int(), ctypes.c_int()
    name, memory = ctypes.create_string_buffer(256), ctypes.c_size_t()
    _check(driver, "cuDeviceGet", ctypes.byref(device), ctypes.c_int(ordinal))
    _check(driver, "cuDeviceGetName", name, ctypes.c_int(len(name)), device)
    _check(driver, "cuDeviceGetAttribute", ctypes.byref(major), ctypes.c_int(_COMPUTE_CAPABILITY_MAJOR), device)
    _check(driver, "cuDeviceGetAttribute", ctypes.byref(minor), ctypes.c_int(_COMPUTE_CAPABILITY_MINOR), device)
    _check(driver, "cuDeviceTotalMem_v2", ctypes.byref(memory), device)
    return Device(name.value.decode(errors="replace"), (major.value, minor.value), memory.value)


def _check(driver: ctypes.CDLL, function: str, *arguments: object) -> None:
    import ctypes

    status = getattr(driver, function)(*arguments)
    if status:
        words = ctypes.c_char_p()
        driver.cuGetErrorString(ctypes.c_int(status), ctypes.byref(words))
        raise RuntimeError(f"{function} failed with error {status}: {(words.value or b'unknown').decode()}")


def _path_of(library: str) -> str:
    """The file that the loader found for a name without a folder, or the name where the system does not tell."""
    if "/" in library:
        return library
    try:
        with open("/proc/self/maps") as maps:  # noqa: PTH123
            paths = [line[line.index("/") :].rstrip("\n") for line in maps if "/" in line]
    except OSError:
        return library
    stem = library.partition(".so")[0]
    return next((path for path in paths if path.rpartition("/")[2].startswith(f"{stem}.so")), library)
