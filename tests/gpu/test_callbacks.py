"""Output allocators on the real library."""

from __future__ import annotations

from tests.shared.output_allocators import *  # noqa: F403
