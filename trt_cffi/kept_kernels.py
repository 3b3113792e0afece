"""`KeptKernels`: what TensorRT for RTX compiles for a plan in the cache, kept beside it for the next start."""

from __future__ import annotations

import atexit
import hashlib
import os
import weakref
from functools import cached_property

from trt_cffi.errors import ClosedError, TensorRTError
from trt_cffi.logger import Logger

TYPE_CHECKING = False
if TYPE_CHECKING:
    from trt_cffi.context import IExecutionContext
    from trt_cffi.engine import ICudaEngine
    from trt_cffi.logger import ILogger
    from trt_cffi.plan_cache import Entry
    from trt_cffi.runtime_cache import IRuntimeCache
    from trt_cffi.runtime_config import IRuntimeConfig

__all__ = ["KeptKernels"]


class KeptKernels:
    """Makes the contexts of an engine with the kernels that were kept, and keeps what is compiled.

    It is written after the first context of each profile, and at the end, as launches with new shapes compile too: at
    `close()`, when nothing refers to it any more, and when the program ends. What cannot be read, written or used is
    told by one warning, and compiled anew. One thread at a time may use it.

    Args:
        engine: of TensorRT for RTX.
        entry: of its plan, in the cache.
        sha256: of its plan.
        logger: where warnings go.
    """

    def __init__(self, engine: ICudaEngine, entry: Entry, sha256: str, logger: ILogger) -> None:
        self._engine, self._entry, self._sha256, self._messages = engine, entry, sha256, logger
        self._cache: IRuntimeCache | None = None  # from the first context on
        self._profiles: set[int] = set()  # that were looked at
        self._written = b""  # the digest of what the file holds, where that is of use
        self._warned = False
        self._process = os.getpid()
        _alive.add(self)

    def create_execution_context_without_device_memory(self) -> IExecutionContext | None:
        """As that of the engine."""
        if self._config is None:
            return self._engine.create_execution_context_without_device_memory()
        return self._engine.create_execution_context(self._config)

    def context_made(self, profile: int) -> None:
        """A context has this profile, and so the kernels that it needs before a launch.

        Another one of the same profile finds them all in the cache: nothing is written then.
        """
        if profile not in self._profiles:
            self._profiles.add(profile)
            self._save()

    def close(self) -> None:
        """Write what was compiled, once the contexts are closed. Nothing is written after that."""
        try:
            self._save()
        finally:
            self._cache = None

    def __del__(self) -> None:
        if hasattr(self, "_process"):  # it was made
            self.close()

    @cached_property
    def _config(self) -> IRuntimeConfig | None:
        """How contexts are made; None when TensorRT makes no cache."""
        config = self._engine.create_runtime_config()
        cache = None if config is None else config.create_runtime_cache()
        if config is None or cache is None:
            self._warn("cannot be kept: TensorRT makes no runtime cache")
            return None
        self._restore(cache)
        if not config.set_runtime_cache(cache):
            self._warn("cannot be kept: TensorRT takes no runtime cache")
            return None
        strategies = self._engine._library.ExecutionContextAllocationStrategy
        config.set_execution_context_allocation_strategy(strategies.USER_MANAGED)
        self._cache = cache
        return config

    def _restore(self, cache: IRuntimeCache) -> None:
        problem: object = "TensorRT for RTX refuses them, as those of another GPU or driver"
        try:
            kernels = self._entry.read_kernels(self._sha256)
            if cache.deserialize(kernels):
                self._written = _digest(kernels)
                return
        except FileNotFoundError:
            return
        except (OSError, ValueError, TensorRTError) as error:
            problem = error
        self._messages.log(Logger.WARNING, f"The kernels in {self._entry.kernels} are compiled again: {problem}")

    def _save(self) -> None:
        """Write what the cache holds, if that is not in the file yet."""
        if self._cache is None or os.getpid() != self._process:  # a process that was forked cannot use CUDA
            return
        try:
            kernels = self._cache.serialize()
            if kernels is None:
                self._warn("cannot be kept: TensorRT does not give them")
            elif (digest := _digest(kernels)) != self._written:
                self._entry.write_kernels(kernels, self._sha256)
                self._written = digest
        except ClosedError:
            pass  # with its runtime, by who has that
        except (OSError, TensorRTError) as error:
            self._warn(f"are not kept, and will be compiled again: {error}")

    def _warn(self, what: str) -> None:
        """Say once what becomes of kernels."""
        if not self._warned:
            self._warned = True
            self._messages.log(Logger.WARNING, f"The kernels for {self._entry.plan} {what}")


_alive: weakref.WeakSet[KeptKernels] = weakref.WeakSet()


@atexit.register
def _close_all() -> None:
    """Write what programs compiled that close nothing."""
    for each in list(_alive):
        each.close()


def _digest(kernels: bytes | bytearray) -> bytes:
    return hashlib.sha256(kernels).digest()
