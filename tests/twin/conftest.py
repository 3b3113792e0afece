"""What takes long is done once for all tests of this folder."""

from __future__ import annotations

import functools

import pytest

from tests.behaviour.compare import PROBES
from tests.twin.running import PROGRAMS, compile_caller, run_nvidias, run_ours, write_all_plans


@pytest.fixture(scope="session")
def plans(tmp_path_factory):
    """The folder with the plans of a major version."""

    @functools.cache
    def of(major):
        folder = tmp_path_factory.mktemp(f"plans{major}")
        write_all_plans(folder, major)
        return folder

    return of


@pytest.fixture(scope="session")
def nvidia(plans):
    """What NVIDIA's binding of a major version answers on the simulator."""
    return functools.cache(lambda major: run_nvidias(major, plans(major), [*PROBES, *PROGRAMS]))


@pytest.fixture(scope="session")
def ours(plans):
    """What trt_cffi answers on the simulator of a major version."""
    return functools.cache(lambda major: run_ours(major, plans(major), [*PROBES, *PROGRAMS]))


@pytest.fixture(scope="session")
def caller(tmp_path_factory):
    """The library of a major version that calls all that a program implements; see caller.cpp."""
    return functools.cache(lambda major: compile_caller(tmp_path_factory.mktemp("caller"), major))
