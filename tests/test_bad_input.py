"""Bad input on the simulators: an exception or the documented answer, never a crash, nothing leaked."""

from __future__ import annotations

from tests.shared.bad_plans import *  # noqa: F403
