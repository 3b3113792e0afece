"""`RunnerPool` in the simulator."""

from tests.shared.runner_pool import *  # noqa: F403
