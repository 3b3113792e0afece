"""NVIDIA's bindings and trt_cffi on the real libraries, without a plan that these load.

On a machine with a GPU ``python -m tests.twin.real MAJOR...`` writes what NVIDIA's answer into `records/`.
"""

from __future__ import annotations

import json
import os
import sys
from fnmatch import fnmatchcase
from pathlib import Path

from tests.behaviour.compare import ANYTHING, PROBES, Difference, probe_names
from tests.behaviour.differences import RAISED, WHY
from tests.behaviour.run import ROOT, run
from tests.compiled import plugins
from tests.twin.differences import DIFFERENCES
from tests.twin.running import PROGRAMS, SUFFIX
from tests.twin.without_plan import OTHERS

HERE = Path(__file__).parent
RECORDS = HERE / "records"
ASKED = [*OTHERS, *probe_names([HERE / "without_plan.py"])]

#: NVIDIA's module of a major version, the Python that runs it, and the folder for PYTHONPATH that it is in
NVIDIAS = {
    8: ("tensorrt_lean", os.environ.get("TRT_CFFI_TEST_PYTHON8", "/tmp/python310/run"), None),
    10: ("tensorrt_lean_bindings", sys.executable, os.environ.get("TRT_CFFI_TEST_OFFICIAL10", "/tmp/official10")),
    11: ("tensorrt_lean_bindings", sys.executable, os.environ.get("TRT_CFFI_TEST_OFFICIAL11", "/tmp/official11")),
}


#: where trt_cffi answers otherwise than NVIDIA's binding on the real libraries only
_REAL = {
    8: [Difference("wrong_answers_of_a_logger", "result/1 get_tensor_dtype/1", "raises ValueError", RAISED)],
    10: [Difference("allocator_of_a_runtime", "log", ANYTHING, WHY)],
    11: [Difference("allocator_of_a_runtime", "log", ANYTHING, WHY)],
}


def differences(major):
    """Where trt_cffi answers otherwise than NVIDIA's binding on the real library of a major version."""
    of_engines = "wrong_answers_of_*"  # but for those of a logger on 8, which loads the plans
    listed = [each for each in DIFFERENCES[major] if any(fnmatchcase(name, each.probe) for name in ASKED)]
    return _REAL[major] + [each for each in listed if each.probe != of_engines]


_PLANS_OF_8 = "the plans of 8.6.0 are the real library's, not the simulator's"
_REST = "the simulator reads nothing more of a plan that is not its own than the header"
_LOGGERS = "in the simulator each runtime has the logger that it was given"
_OTHERS = "the simulator has no plugins of its own"

_AFTER_8 = [
    Difference("a_second_logger", "result/3/0", ANYTHING, _LOGGERS),
    Difference("bad_plans_in_every_form", "result/*/* callback/3", 0, "the simulator has no stream of CUDA"),
    *(
        Difference("bad_plans_in_every_form", f"result/{label}", ANYTHING, _REST)
        for label in ("another version's", "its first half", "its header", "its header and nothing")
    ),
    Difference("names_of_creators", "result", ANYTHING, _OTHERS),
    Difference("plugin_creators", "result", ANYTHING, _OTHERS),
    Difference("stream_readers", "result", ANYTHING, _REST),
]

#: where NVIDIA's binding answers otherwise on the simulator than on the real library
SIMULATED = {
    8: [
        Difference("a_second_logger", "result/3/0/0 ERROR/1", ANYTHING, "the words are the library's"),
        Difference("allocator_of_a_runtime", "*", ANYTHING, _PLANS_OF_8),
        Difference("bad_plans_in_every_form", "result/another version's/*", ANYTHING, _PLANS_OF_8),
        Difference("deserialize_bad_plans", "result/*", ANYTHING, _PLANS_OF_8),
        Difference("recorder_of_a_runtime", "result", ANYTHING, _PLANS_OF_8),
        Difference("wrong_answers_of_a_logger", "result", ANYTHING, _PLANS_OF_8),
    ],
    10: _AFTER_8,
    11: _AFTER_8,
}


def missing(major):
    """What is not here of what NVIDIA's binding needs, or None."""
    _, python, folder = NVIDIAS[major]
    return next((each for each in (python, folder) if each and not Path(each).exists()), None)


def files(folder, major):
    """What the probes read: plans of 8.6.0, which 10 and 11 refuse, and a library of plugins."""
    plugins(folder, major)
    for plan in (ROOT / "tests" / "engines" / "8.6.0").glob(f"*{SUFFIX}"):
        (folder / plan.name).symlink_to(plan)
    return folder


def asked(module, folder, memory="cuda", **how):
    """What a module answers."""
    return run(module, folder, SUFFIX, memory=memory, probes=[*PROBES, *PROGRAMS], only=ASKED, **how)


def nvidias(major, folder):
    """What NVIDIA's binding answers on the real library that comes with it."""
    module, python, place = NVIDIAS[major]
    path = os.pathsep.join(filter(None, [os.environ.get("PYTHONPATH"), place]))
    found = asked(module, folder, python=(python,), environment=os.environ | {"PYTHONPATH": path})
    return anywhere(found, folder)


def ours(folder, library):
    """What trt_cffi answers on a library."""
    return anywhere(asked("trt_cffi", folder, environment=os.environ | {"TRT_CFFI_LIBRARY": str(library)}), folder)


def anywhere(answers, folder):
    """Answers without the name of the folder."""
    return json.loads(json.dumps(answers).replace(str(folder), "FOLDER"))


def recorded(major):
    """What NVIDIA's binding answered on a GPU."""
    return json.loads((RECORDS / f"{major}.json").read_text())["probes"]


def main():
    import tempfile

    for major in map(int, sys.argv[1:]):
        with tempfile.TemporaryDirectory() as folder:
            found = {"module": NVIDIAS[major][0], "probes": nvidias(major, files(Path(folder), major))}
        (RECORDS / f"{major}.json").write_text(json.dumps(found, indent=1, sort_keys=True) + "\n")


if __name__ == "__main__":
    main()
