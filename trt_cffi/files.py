"""Files that are written whole or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = ["write_whole"]


def write_whole(path: Path, data: Any) -> None:
    """Write bytes to a file, in the place of what is there: whoever opens it finds the old content or all of the new.

    Raises OSError when it cannot be written, as on a full disk. The old content is still there then, and nothing else.
    """
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    new = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(descriptor)
        new.chmod(0o666 & ~_umask())  # a temporary file is its owner's only
        new.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            new.unlink()
        raise


def _umask() -> int:
    """The process's umask, which can only be read by setting it."""
    with Path("/proc/self/status").open() as status:
        return next((int(line.split()[1], 8) for line in status if line.startswith("Umask:")), 0o022)
