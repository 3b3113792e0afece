"""What the status of a call of the shim means, in one place for the library and all that is made with it."""

from __future__ import annotations

from trt_cffi.callbacks import pending, raise_pending

__all__ = ["Caller"]

_REFUSED = 1  # TRT_REFUSED: TensorRT said no


class Caller:
    """Calls functions of the shim. What a callback raised meanwhile comes before whatever the status says."""

    __slots__ = ()

    def _error(self, status: int) -> Exception:
        """The exception for a status that is no success."""
        raise NotImplementedError

    def _done(self, status: int) -> None:
        """The call must have succeeded."""
        if pending:
            raise_pending()
        if status:
            raise self._error(status)

    def _said(self, status: int) -> bool:
        """Whether TensorRT said yes."""
        if pending:
            raise_pending()
        if status > _REFUSED:
            raise self._error(status)
        return not status
