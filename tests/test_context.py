"""`IExecutionContext` on the simulators."""

from __future__ import annotations

from tests.shared.context import *  # noqa: F403
