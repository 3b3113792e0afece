"""`trt_cffi.build` on the stand-in: what it asks TensorRT for, and what it says when that cannot be."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.builder.stand_in import PLAN
from tests.support import MODELS
from trt_cffi import driver

TINY = MODELS / "tiny.onnx"
PATH = repr(str(TINY))
#: What the inputs of the stand-in need: x [-1, 3], and n, a shape tensor of one value.
PROFILES = "[{'x': ((1, 3), (8, 3), (32, 3)), 'n': ((1,), (4,), (16,))}]"
#: A model that the stand-in does not parse, as it begins with "bad": a field that ONNX does not have, then the model.
BAD = f'b"ba" + b"d" * 97 + open({str(TINY)!r}, "rb").read()'


def build(options="", model=PATH, before=""):
    return f"import trt_cffi as trt\n{before}\nprint(trt.build({model}, profiles={PROFILES}, {options}))"


def raised(call):
    """Code that prints what a call raises."""
    head, _, last = call.rpartition("\n")
    return f"{head}\ntry:\n    {last}\nexcept Exception as error:\n    print(type(error).__name__, error, sep='\\n')"


def test_a_plan_is_built_from_a_model_and_its_profiles(full, tmp_path):
    out, record = full.run(build(), tmp_path)
    assert out == f"{PLAN!r}\n"
    flags = 1 if full.major == 8 else 0
    told = [
        line
        for line in record
        if not line.startswith(("delete", "memory")) and ".get" not in line and ".is" not in line
    ]
    values = "setShapeValues" + ("" if full.major == 8 else "V2")
    assert told == [
        "builder1 = createInferBuilder(object)",
        f"builder1.createNetworkV2({flags})",
        told[2],
        f'parser1.parse(bytes, {TINY.stat().st_size}, "{TINY}")',
        "builder1.createBuilderConfig()",
        "builder1.createOptimizationProfile()",
        'profile1.setDimensions("x", 0, [1, 3])',
        'profile1.setDimensions("x", 1, [8, 3])',
        'profile1.setDimensions("x", 2, [32, 3])',
        f'profile1.{values}("n", 0, [1], 1)',
        f'profile1.{values}("n", 1, [4], 1)',
        f'profile1.{values}("n", 2, [16], 1)',
        "config1.addOptimizationProfile(profile1)",
        "builder1.buildSerializedNetwork(network1, config1)",
    ]


def test_all_that_was_made_ends_before_what_it_was_made_from(full, tmp_path):
    _, record = full.run(build(), tmp_path)
    ended = [line.removeprefix("delete ") for line in record if line.startswith("delete ")]
    assert ended[0] == "memory1"
    assert ended[-1] == "builder1"
    assert set(ended) == {"memory1", "config1", "parser1", "network1", "builder1"}
    assert ended.index("parser1") < ended.index("network1")


def test_the_parser_lasts_until_the_plan_is_built_as_it_owns_the_weights(full, tmp_path):
    _, record = full.run(build(), tmp_path)
    (built,) = (place for place, line in enumerate(record) if "buildSerializedNetwork(" in line)
    assert record.index("delete parser1") > built


def test_a_network_keeps_its_parser_that_a_program_has_dropped(full, tmp_path):
    program = [
        "import gc, trt_cffi as trt",
        "logger = trt.Logger()",
        "builder = trt.Builder(logger)",
        f"network = builder.create_network({1 if full.major == 8 else 0})",
        "parser = trt.OnnxParser(network, logger)",
        f"assert parser.parse(open({PATH}, 'rb').read())",
        "del parser",
        "gc.collect()",
        "print(network.num_layers)",
        "network.close()",
    ]
    _, record = full.run("\n".join(program), tmp_path)
    asked = next(place for place, line in enumerate(record) if "getNbLayers" in line)
    assert record.index("delete parser1") > asked


@pytest.mark.parametrize(
    ("options", "calls"),
    [
        ("tf32=False", {8: "clearFlag(7)", 10: "clearFlag(6)", 11: "clearFlag(6)"}),
        ("fp16=True", {8: "setFlag(0)", 10: "setFlag(0)"}),
        ("bf16=True", {10: "setFlag(17)"}),
        ("int8=True", {8: "setFlag(1)", 10: "setFlag(1)"}),
        ("fp8=True", {8: "setFlag(17)", 10: "setFlag(15)"}),
        ("version_compatible=True", {8: "setFlag(15)", 10: "setFlag(13)", 11: "setFlag(12)"}),
        ("exclude_lean_runtime=True", {8: "setFlag(16)", 10: "setFlag(14)", 11: "setFlag(13)"}),
        ("refittable=True", {8: "setFlag(5)", 10: "setFlag(4)", 11: "setFlag(4)"}),
        ("strip_weights=True", {10: "setFlag(19)", 11: "setFlag(18)"}),
        ("weight_streaming=True", {10: "setFlag(21)", 11: "setFlag(20)"}),
        ("hardware_compatibility='ampere_plus'", dict.fromkeys((8, 10, 11), "setHardwareCompatibilityLevel(1)")),
        ("profiling_verbosity='detailed'", dict.fromkeys((8, 10, 11), "setProfilingVerbosity(2)")),
        ("optimization_level=5", dict.fromkeys((8, 10, 11), "setBuilderOptimizationLevel(5)")),
        ("workspace=1 << 33", dict.fromkeys((8, 10, 11), f"setMemoryPoolLimit(0, {1 << 33})")),
        ("max_aux_streams=2", dict.fromkeys((8, 10, 11), "setMaxAuxStreams(2)")),
        (
            "tactic_sources=['JIT_CONVOLUTIONS', 'edge_mask_convolutions']",
            {8: "setTacticSources(24)", 10: "setTacticSources(24)", 11: "setTacticSources(3)"},
        ),
    ],
)
def test_an_option_is_what_tensorrt_is_told(full, tmp_path, options, calls):
    call = calls.get(full.major)
    if call is None:
        out, record = full.run(raised(build(options)), tmp_path)
        assert out.startswith("NotAvailableError\n"), out
        assert not any("build" in line for line in record[1:])
    else:
        _, record = full.run(build(options), tmp_path)
        assert f"config1.{call}" in record


def test_a_strongly_typed_network_is_made_so(full10, tmp_path):
    _, record = full10.run(build("strongly_typed=True"), tmp_path)
    assert "builder1.createNetworkV2(2)" in record


def test_weights_that_are_left_out_can_be_put_back(full10, tmp_path):
    _, record = full10.run(build("strip_weights=True"), tmp_path)
    assert "config1.setFlag(20)" in record  # REFIT_IDENTICAL
    _, record = full10.run(build("strip_weights=True, refittable=True"), tmp_path)
    assert "config1.setFlag(20)" not in record


def test_a_tensor_is_marked_for_a_debug_listener(full10, tmp_path):
    name = "network1.layer4.tensor12's Name"
    _, record = full10.run(build(f"debug=[{name!r}]"), tmp_path)
    assert "network1.markDebug(network1.layer4.tensor12)" in record
    out, _ = full10.run(raised(build("debug=['nothing']")), tmp_path)
    assert out == "ValueError\ndebug names 'nothing', which no layer of the network makes\n"


# ---- progress ----

MONITOR = """
class Monitor(trt.IProgressMonitor):
    def phase_start(self, phase_name, parent_phase, num_steps): print('start', phase_name, parent_phase, num_steps)
    def step_complete(self, phase_name, step): return {answer}
    def phase_finish(self, phase_name): print('finish', phase_name)
"""


def test_a_monitor_is_told_of_progress(full10, tmp_path):
    out, _ = full10.run(build("progress=Monitor()", before=MONITOR.format(answer=True)), tmp_path)
    assert out.splitlines()[:3] == ["start outer None 2", "start inner outer 2", "finish inner"]


def test_a_monitor_can_stop_the_build(full10, tmp_path):
    out, _ = full10.run(raised(build("progress=Monitor()", before=MONITOR.format(answer=False))), tmp_path)
    assert out.splitlines()[-3] == "BuildError"
    assert "could not build" in out
    assert "was stopped" in out


def test_what_a_monitor_raises_is_raised_by_the_build(full10, tmp_path):
    out, _ = full10.run(raised(build("progress=Monitor()", before=MONITOR.format(answer="1 / 0"))), tmp_path)
    assert out.splitlines()[-2:] == ["ZeroDivisionError", "division by zero"]


def test_a_monitor_is_not_for_8(full8, tmp_path):
    out, _ = full8.run(raised(build("progress=Monitor()", before=MONITOR.format(answer=True))), tmp_path)
    assert out == "NotAvailableError\nprogress is not available in TensorRT 8.6.0; there since 10.0\n"


# ---- timing caches ----


def test_a_timing_cache_is_read_and_written(full, tmp_path):
    file = tmp_path / "timings"
    _, record = full.run(build(f"timing_cache={str(file)!r}"), tmp_path)
    assert "config1.createTimingCache(bytes, 0)" in record
    assert "config1.setTimingCache(cache1, False)" in record
    assert file.read_bytes() == PLAN
    _, record = full.run(build(f"timing_cache={str(file)!r}"), tmp_path)
    assert f"config1.createTimingCache(bytes, {len(PLAN)})" in record
    assert [each.name for each in tmp_path.iterdir() if each.name != "record"] == ["timings"]


# ---- models ----


def test_a_model_that_cannot_be_parsed_names_the_node(full, tmp_path):
    out, record = full.run(raised(build(model=BAD)), tmp_path)
    said = "node 3 'the node' (Frobnicate): " if full.major > 8 else ""  # the model has no node 3
    assert out == f"ModelError\nthe model cannot be parsed: {said}UNSUPPORTED_NODE: no such operator\n"
    assert not any("buildSerializedNetwork" in line for line in record)


def test_on_8_the_node_is_named_from_the_model(full8, tmp_path):
    model = BAD.replace("tiny", "digits")
    out, _ = full8.run(raised(build(model=model)), tmp_path)
    assert "node 3 '' (Conv): UNSUPPORTED_NODE: no such operator" in out


def test_the_errors_of_the_parser_are_kept(full, tmp_path):
    code = build(model=BAD).replace("print(", "\ntry:\n    print(") + "\nexcept trt.ModelError as error:\n"
    out, _ = full.run(code + "    print(error.errors[0].node(), error.errors[0].code())", tmp_path)
    assert out == "3 ErrorCode.UNSUPPORTED_NODE\n"


@pytest.mark.parametrize(
    ("profiles", "said"),
    [
        (
            "[]",
            "MissingRangeError\nthe shape of 'x' and 'n' is not fixed, so a profile must give it a range: ",
        ),
        (
            "[{'x': ((1, 3), (8, 3), (32, 3))}]",
            "MissingRangeError\nprofile 0 says nothing of 'n': write profiles=[{",
        ),
        ("[{'y': ((1,), (1,), (1,))}]", "ValueError\nprofile 0 names 'y'; the model's inputs are 'x' and 'n'\n"),
        (
            "[{'x': ((9, 3), (8, 3), (32, 3)), 'n': ((1,), (1,), (1,))}]",
            "ValueError\nprofile 0, input 'x': at index 0, min 9, opt 8 and max 32 must not decrease\n",
        ),
        (
            "[{'x': ((1, 4), (8, 4), (32, 4)), 'n': ((1,), (1,), (1,))}]",
            "ValueError\nprofile 0, input 'x': dimension 1 is fixed to 3 in the model, so it is that here, too\n",
        ),
    ],
)
def test_profiles_that_do_not_fit_the_model_are_refused(full, tmp_path, profiles, said):
    out, record = full.run(raised(build().replace(PROFILES, profiles)), tmp_path)
    assert out.startswith(said)
    assert not any("buildSerializedNetwork" in line for line in record)


# ---- what is missing ----


def test_a_missing_parser_is_said_with_what_to_install(full, tmp_path):
    alone = tmp_path / full.library.name
    alone.write_bytes(full.library.read_bytes())
    out, _ = full.run(raised(build(f"library={str(alone)!r}")), tmp_path)
    assert out.startswith(
        f"LibraryNotFoundError\nThere is no ONNX parser beside {alone}: libnvonnxparser.so.{full.major}"
    )
    assert "pip install tensorrt" in out


def test_a_library_that_is_no_parser_is_said_to_be_none(full, tmp_path):
    alone = tmp_path / full.library.name
    alone.write_bytes(full.library.read_bytes())
    wrong = tmp_path / f"libnvonnxparser.so.{full.major}"
    wrong.write_bytes((full.library.parent / "libcuda.so.1").read_bytes())
    out, _ = full.run(raised(build(f"library={str(alone)!r}")), tmp_path)
    assert f"{wrong} is no ONNX parser" in out


@pytest.mark.skipif(driver.query().found, reason="there is a GPU")
@pytest.mark.parametrize("program", ["run", "bench"])
def test_a_model_is_run_by_no_program_without_a_gpu(full, tmp_path, program):
    command = [sys.executable, "-m", "trt_cffi.cli", program, str(TINY)]
    without_the_driver = {"LD_LIBRARY_PATH": "", "TRT_CFFI_CACHE": str(tmp_path / "cache")}
    environment = full.environment(tmp_path / "record", **without_the_driver)
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode == 1
    (line,) = ran.stderr.splitlines()
    assert "needs an NVIDIA GPU with its driver; without one, use the simulator" in line
