"""What is closed at the end of its `with`."""

from __future__ import annotations

from abc import ABC, abstractmethod

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing_extensions import Self

__all__ = ["Closing"]


class Closing(ABC):
    """Leaving its `with` is `close()`."""

    __slots__ = ()

    @abstractmethod
    def close(self) -> None:
        """Free what it has. Closing twice does nothing."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self.close()
