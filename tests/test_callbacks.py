"""Callbacks on the simulators."""

from __future__ import annotations

from tests.shared.output_allocators import *  # noqa: F403
