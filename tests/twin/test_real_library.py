"""The real libnvinfer_lean 8.6.0, which comes with NVIDIA's binding, on a machine without a GPU."""

from __future__ import annotations

import pytest

import trt_cffi
from tests.twin.install import OFFICIAL
from tests.twin.running import prepared
from trt_cffi import driver

pytestmark = pytest.mark.skipif(bool(driver.query().devices), reason="this machine has a GPU")


@pytest.fixture(scope="module")
def lean():
    _, folder = prepared(8)
    return trt_cffi.open_library(folder / OFFICIAL[8].module / "libnvinfer_lean.so.8")


def test_a_runtime_without_a_driver_is_an_exception(lean):
    with pytest.raises(trt_cffi.NoDriverError, match="needs an NVIDIA GPU with its driver"):
        lean.Runtime(trt_cffi.Logger())


def test_what_needs_no_driver_works(lean):
    assert (lean.version, lean.flavour) == ((8, 6, 0), "lean")
    assert lean.get_plugin_registry().parent_search_enabled is True
