"""Files that are written whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys

import pytest

from trt_cffi.files import write_whole


def test_a_file_is_written_in_the_place_of_another(tmp_path):
    path = tmp_path / "a.plan"
    write_whole(path, b"old")
    write_whole(path, memoryview(b"new"))
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


def test_it_has_the_permissions_of_any_new_file(tmp_path):
    write_whole(tmp_path / "ours", b"")
    (tmp_path / "usual").write_bytes(b"")
    modes = {stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("ours", "usual")}
    assert len(modes) == 1


FULL = """
import resource, sys, pathlib
from trt_cffi.files import write_whole
resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 12, 1 << 12))
import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
try:
    write_whole(pathlib.Path(sys.argv[1]), bytes(1 << 20))
except OSError as error:
    print(error.errno)
"""


def test_a_disk_that_is_full_leaves_what_was_there(tmp_path):
    # as on a full disk, the system writes a part and then says no: a limit on the size of files does the same
    path = tmp_path / "a.plan"
    path.write_bytes(b"old")
    ran = subprocess.run([sys.executable, "-c", FULL, str(path)], capture_output=True, text=True, check=True)
    assert int(ran.stdout) == errno.EFBIG
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        write_whole(tmp_path / "nowhere" / "a.plan", b"")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_without_permission_is_an_error(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(PermissionError):
        write_whole(tmp_path / "a.plan", b"")
