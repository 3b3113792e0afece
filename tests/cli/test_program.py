"""The program as a process: how it starts, fails and is helped."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys

import pytest

from tests.models.recipes import plan
from trt_cffi.cli import app as programs


def process(*arguments, **environment):
    env = {key: value for key, value in os.environ.items() if key != "TRT_CFFI_LIBRARY"} | environment
    return subprocess.run(
        [sys.executable, "-W", "error", *map(str, arguments)], env=env, capture_output=True, text=True, timeout=60
    )


def test_python_m_runs_it_and_a_failure_is_one_line(tmp_path):
    (tmp_path / "p.plan").write_bytes(b"strt" + bytes(40))
    result = process("-m", "trt_cffi.cli", "run", tmp_path / "p.plan")
    assert result.returncode == 1
    assert result.stdout == ""
    assert result.stderr.startswith("Error: ")
    assert result.stderr.count("\n") == 1


def test_info_says_how_the_library_was_found():
    result = process("-m", "trt_cffi.cli", "info", "--json", TRT_CFFI_LIBRARY="simulator11")
    assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout)["library"]["found"] == "TRT_CFFI_LIBRARY"


def test_debug_shows_the_traceback(tmp_path):
    (tmp_path / "p.plan").write_bytes(b"strt" + bytes(40))
    for arguments in (("--debug", "run", tmp_path / "p.plan"), ("run", tmp_path / "p.plan", "--debug")):
        result = process("-m", "trt_cffi.cli", *arguments)
        assert result.returncode == 1
        assert "Traceback" in result.stderr
        assert result.stderr.splitlines()[-1].startswith("Error: ")


@pytest.mark.parametrize("missing", ["click", "rich"])
def test_a_missing_extra_is_one_line(missing):
    code = f"import sys; sys.modules[{missing!r}] = None; from trt_cffi.cli import main; main()"
    result = process("-c", code)
    assert result.returncode == 1
    assert result.stderr.strip().count("\n") == 0
    assert missing in result.stderr
    assert "pip install 'trt_cffi[cli]'" in result.stderr


def test_a_missing_simulator_extra_is_one_line(tmp_path):
    code = "import sys; sys.modules['onnx'] = None; sys.argv[1:] = ['demo']; from trt_cffi.cli import main; main()"
    result = process("-c", code)
    assert result.returncode == 1
    assert "Traceback" not in result.stderr
    assert "pip install 'trt_cffi[simulator]'" in result.stderr


def test_a_missing_package_for_types_that_numpy_lacks_is_one_line(trt_cffi, tmp_path):
    path = tmp_path / "wide.plan"
    path.write_bytes(plan("wide", 10))
    code = "import sys; sys.modules['ml_dtypes'] = None; from trt_cffi.cli import main; main()"
    result = process("-c", code, "run", path, *trt_cffi.inputs("wide"))
    assert result.returncode == 1
    assert result.stderr.splitlines()[-1] == "Error: NumPy has no bfloat16, and ml_dtypes has: pip install ml_dtypes"


def test_a_terminal_without_half_blocks_gets_something_else():
    result = process("-m", "trt_cffi.cli", "demo", "--tensorrt", "8", PYTHONIOENCODING="ascii")
    assert result.returncode == 0, result.stderr
    assert "356 of 360" in result.stdout


@pytest.mark.parametrize(
    "arguments", [("info",), ("inspect", "digits.plan"), ("bench", "digits.plan", "--duration=0.1")]
)
@pytest.mark.parametrize("closed", [(1,), (1, 2)])
def test_a_closed_stdout_takes_the_results(tmp_path, monkeypatch, arguments, closed):
    (tmp_path / "digits.plan").write_bytes(plan("digits", 10))
    monkeypatch.chdir(tmp_path)
    start = "os.execv(sys.executable, [sys.executable, '-m', 'trt_cffi.cli', *sys.argv[1:]])"
    close = "; ".join(f"os.close({each})" for each in closed)
    result = process("-c", f"import os, sys; {close}; {start}", *arguments, TRT_CFFI_LIBRARY="simulator10")
    assert result.returncode == 0, result.stderr


def test_the_version_is_shown(trt_cffi):
    assert trt_cffi("--version") == f"trt-cffi {programs.package_version()}\n"


@pytest.mark.parametrize("command", programs._COMMANDS)
def test_every_command_and_option_is_explained_with_examples(trt_cffi, command):
    output = trt_cffi(command, "--help")
    assert f"trt-cffi {command}" in output.partition("Examples:")[2]
    parameters = programs.app.get_command(None, command).params
    options = [each for each in parameters if each.param_type_name == "option"]
    assert "--debug" in [name for each in options for name in each.opts]
    for each in options:
        assert each.help, each.name
        assert each.name != "library" or command == "demo" or re.search(r"\brtx\b", each.help)
        assert all(name in output for name in each.opts)
    assert command in trt_cffi("--help")


def test_unknown_commands_and_options_are_usage_errors(trt_cffi):
    assert "No such command 'fly'" in trt_cffi.mistake("fly")
    assert "--wings" in trt_cffi.mistake("demo", "--wings")
    assert "Missing argument" in trt_cffi.mistake("run")
    assert "does not exist" in trt_cffi.mistake("run", "/nowhere/p.plan")
