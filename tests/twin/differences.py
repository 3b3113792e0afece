"""Where trt_cffi answers otherwise than NVIDIA's binding on the same simulator, each with its reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.behaviour.compare import Difference

#: by major version; ("index", major): the index API of a later version against that of 8
DIFFERENCES: dict[object, list[Difference]] = {8: [], 10: [], 11: [], ("index", 10): [], ("index", 11): []}
