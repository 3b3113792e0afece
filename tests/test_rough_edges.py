"""What is known to be wrong with NVIDIA's binding, and is right here: twenty rows, each shown without a GPU.

1 no driver, 2 reasons, 3 error paths, 4 exceptions of callbacks, 5 callbacks that are ignored, 6 swapped keywords, 7 a budget cut to 32 bits,
8 what the lean package lacks, 9 Dims, 10 shapes, 11 references, 12 buffers and lengths, 13 warnings as errors, 14 error recorders,
15 logging, 16 signatures and words, 17 the GIL, 18 libraries that do not load, 19 every Python, 20 the cost of a shape.
"""  # noqa: E501

from __future__ import annotations

import gc
import importlib.machinery
import inspect
import subprocess
import sys
import weakref
from pathlib import Path

import numpy as np
import pytest

import trt_cffi
from tests.compilers import cc
from tests.support import Growing, Layers, Log, Pool, Recorder, feed, stored
from tests.test_versions import SOURCE
from trt_cffi import driver
from trt_cffi.compat import official_names
from trt_cffi.context import IExecutionContext
from trt_cffi.engine import ICudaEngine
from trt_cffi.shim import ffi, shim

HERE = Path(__file__).parent
AFTER_8 = pytest.mark.parametrize("trt", [10, 11], indirect=True, ids="simulator{}".format)


def public(cls):
    return {name: inspect.getattr_static(cls, name) for name in dir(cls) if name[0] != "_"}


def compiled(folder, source, *defines):
    path = folder / "libnvinfer.so.10"
    flags = ["-shared", "-fPIC", "-pthread", *(f"-D{define}" for define in defines)]
    subprocess.run([*cc(), *flags, str(source), "-o", str(path), "-ldl"], check=True)
    return path


@pytest.fixture
def tiny(load):
    return load("tiny").create_execution_context()


@pytest.fixture
def nonzero(trt, memory, load):
    context = load("nonzero").create_execution_context()
    feed(trt, memory, context, stored("nonzero")[0])
    return context


@pytest.mark.skipif(bool(driver.query().devices), reason="this machine has a GPU")
def test_row_01_without_a_driver_there_is_an_exception(tmp_path):
    library = trt_cffi.open_library(compiled(tmp_path, SOURCE, "VERSION=101601", "ANSWER=4096"))
    with pytest.raises(trt_cffi.NoDriverError, match="needs an NVIDIA GPU with its driver"):
        library.Runtime(trt_cffi.Logger())


def test_row_02_a_refusal_says_why_in_tensorrts_words(tiny):
    with pytest.raises(trt_cffi.TensorRTError, match="TensorRT said: ") as caught:
        tiny.set_optimization_profile_async(9, 0)
    assert caught.value.messages


def test_row_03_the_error_paths_raise_instead_of_crashing(load, tiny):
    context = load("reshape").create_execution_context()
    wrong = np.array([-5, 7], np.int32)
    context.set_input_shape("data", (12,))
    context.set_tensor_address("shape", wrong.ctypes.data)
    with pytest.raises(RuntimeError):
        context.infer_shapes()
    with pytest.raises(RuntimeError):
        tiny.set_optimization_profile_async(-7, 0)


@pytest.mark.parametrize("error", [ValueError("mine"), KeyboardInterrupt(), SystemExit(3)], ids=repr)
def test_row_04_an_exception_of_a_callback_is_raised_by_the_call_that_it_failed(memory, nonzero, error):
    class Failing(Growing):
        def notify_shape(self, tensor_name, shape):
            raise error

    for name in nonzero.engine:
        if name not in stored("nonzero")[0]:
            nonzero.set_output_allocator(name, Failing(memory))
    with pytest.raises(type(error)) as caught:
        nonzero.execute_async_v3(0)
    assert caught.value is error


@AFTER_8
@pytest.mark.parametrize("answer", [True, False])
def test_row_05_a_debug_listener_decides_whether_a_launch_goes_on(trt, memory, load, answer):
    class Deciding(trt_cffi.IDebugListener):
        heard = ()

        def process_debug_tensor(self, addr, location, type, shape, name, stream):
            self.heard = (*self.heard, name)
            return answer

    context, listener = load("debug").create_execution_context(), Deciding()
    feed(trt, memory, context, stored("debug")[0])
    context.set_tensor_address("y", memory.alloc(1 << 16))
    context.set_debug_listener(listener)
    context.set_all_tensors_debug_state(True)
    assert context.execute_async_v3(0) is answer
    assert listener.heard == (("h0", "h1") if answer else ("h0",))


def test_row_05_subclasses_of_logger_and_profiler_are_heard(trt, memory, plan):
    heard = []

    class Mine(trt_cffi.Logger):
        def log(self, severity, msg):
            heard.append(msg)

    class Layers(trt_cffi.Profiler):
        def report_layer_time(self, layer_name, ms):
            heard.append(layer_name)

    runtime = trt.Runtime(Mine(trt_cffi.Logger.VERBOSE))
    assert runtime.deserialize_cuda_engine(b"no plan") is None
    assert heard
    context = runtime.deserialize_cuda_engine(plan("tiny")).create_execution_context()
    context.profiler = Layers()
    feed(trt, memory, context, stored("tiny")[0])
    context.set_tensor_address("y", memory.alloc(4096))
    heard.clear()
    assert context.execute_v2([context.get_tensor_address(name) for name in context.engine])
    assert heard


@AFTER_8
def test_row_05_allocate_async_of_an_allocator_is_called(runtime, memory, plan):
    class Async(Pool):
        streams = ()

        def allocate_async(self, size, alignment, flags, stream):
            self.streams = (*self.streams, stream)
            return self.allocate(size, alignment, flags)

    runtime.gpu_allocator = pool = Async(memory)
    context = runtime.deserialize_cuda_engine(plan("digits")).create_execution_context()
    assert context is not None
    assert pool.streams


@AFTER_8
def test_row_06_the_keywords_of_profile_values_are_right(load):
    engine = load("reshape")
    expected = [[1, 1], [4, 6], [4096, 4096]]
    assert engine.get_tensor_profile_values(name="shape", profile_index=0) == expected
    assert engine.get_tensor_profile_values(0, "shape") == expected, "as NVIDIA's wants it"


@pytest.mark.parametrize("major", [10, 11])
def test_row_07_the_automatic_budget_has_64_bits(major):
    function = ffi.typeof(shim(major).trt_engine_get_weight_streaming_automatic_budget)
    assert function.args[1] is ffi.typeof("int64_t *")


@AFTER_8
def test_row_07_a_budget_of_more_than_32_bits_is_read_whole(load, monkeypatch):
    engine = load("tiny")

    class Huge:
        @staticmethod
        def trt_engine_get_weight_streaming_automatic_budget(handle, out):
            out[0] = 5_000_000_000
            return 0

    monkeypatch.setattr(engine._library, "_shim", Huge)
    budget = engine.get_weight_streaming_automatic_budget()
    monkeypatch.undo()
    assert budget == 5_000_000_000


def test_row_08_formats_and_the_inspector_are_there_with_any_library(trt, load):
    engine = load("tiny")
    assert engine.get_tensor_format("x") == trt.TensorFormat.LINEAR
    assert engine.get_tensor_location("x") == trt.TensorLocation.DEVICE
    information = engine.create_engine_inspector().get_engine_information(trt.LayerInformationFormat.JSON)
    assert "Layers" in information


def test_row_09_dims_compare_slice_hash_and_print():
    dims = trt_cffi.Dims((1, 2, 3))
    assert dims == trt_cffi.Dims([1, 2, 3]) == (1, 2, 3)
    assert dims == np.array([1, 2, 3])
    assert dims == range(1, 4)
    assert not dims == None  # noqa: E711, SIM201
    assert dims != ("a", "b", "c")
    assert dims[::-1] == (3, 2, 1)
    assert {dims: 1}[trt_cffi.Dims((1, 2, 3))] == 1
    dims[:] = (4, 5, 6)
    assert repr(dims) == "(4, 5, 6)"


@AFTER_8
def test_row_09_an_unknown_shape_prints_as_that(trt, tiny):
    if trt._like >= (11, 2):
        with pytest.raises(RuntimeError, match="nothing"):
            tiny.get_tensor_shape("nothing")
    else:
        assert repr(tiny.get_tensor_shape("nothing")) == "(unknown)"


@AFTER_8
def test_row_10_a_dimension_has_64_bits(load, log):
    context = load("digits").create_execution_context()
    for shape in ((2**31, 1, 8, 8), [2**31, 1, 8, 8]):
        assert context.set_input_shape("images", shape) is False, (
            "TensorRT was asked, and it is too much for the profile"
        )
    assert log.errors


@pytest.mark.parametrize(
    "wrong", [(3.7, 1, 8, 8), (np.float32(3.7), 1, 8, 8), ("3", 1, 8, 8), (None,), [1] * 9, "1188"]
)
def test_row_10_no_number_is_rounded_and_wrong_types_are_type_errors(load, wrong):
    context = load("digits").create_execution_context()
    with pytest.raises(TypeError):
        context.set_input_shape("images", wrong)


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("profiler", Layers()),
        ("error_recorder", Recorder()),
        ("temporary_allocator", Pool(None)),
        ("name", "a name that is no other's"),
        ("debug_sync", False),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_row_11_references_to_what_is_set_do_not_grow(tiny, member, value):
    setattr(tiny, member, value)
    before = sys.getrefcount(value)
    for _ in range(100):
        setattr(tiny, member, value)
    assert sys.getrefcount(value) == before


def test_row_11_references_to_an_output_allocator_do_not_grow(memory, nonzero):
    allocator = Growing(memory)
    nonzero.set_output_allocator("indices", allocator)
    before = sys.getrefcount(allocator)
    for _ in range(100):
        nonzero.set_output_allocator("indices", allocator)
    assert sys.getrefcount(allocator) == before


def test_row_11_a_replaced_allocator_is_let_go(memory, nonzero):
    output = next(name for name in nonzero.engine if name not in stored("nonzero")[0])
    first = Growing(memory)
    gone = weakref.ref(first)
    nonzero.set_output_allocator(output, first)
    nonzero.set_output_allocator(output, Growing(memory))
    del first
    assert gone() is None


def test_row_11_a_cycle_is_collected(memory, load):
    context, allocator = load("nonzero").create_execution_context(), Growing(memory)
    output = next(name for name in context.engine if name not in stored("nonzero")[0])
    context.set_output_allocator(output, allocator)
    allocator.context = context
    gone = weakref.ref(context), weakref.ref(allocator)
    del context, allocator
    gc.collect()
    assert [each() for each in gone] == [None, None]


def test_row_12_too_few_bindings_are_refused(tiny):
    for bindings in ([], [0x1000]):
        with pytest.raises(ValueError, match="bindings"):
            tiny.execute_v2(bindings)


def test_row_12_no_name_is_a_type_error(tiny):
    for call in (tiny.get_tensor_shape, tiny.engine.get_tensor_dtype, tiny.get_tensor_address):
        with pytest.raises(TypeError, match="a name is a str"):
            call(None)


def test_row_12_a_strided_buffer_is_refused(runtime, plan):
    strided = memoryview(np.repeat(np.frombuffer(plan("tiny"), np.uint8), 2))[::2]
    with pytest.raises(ValueError, match="contiguous"):
        runtime.deserialize_cuda_engine(strided)


def test_row_12_host_memory_is_bytes(load, plan):
    serialized = load("tiny").serialize()
    memory = memoryview(serialized)
    assert (memory.format, memory.itemsize, memory[3]) == ("B", 1, plan("tiny")[3])
    assert len(serialized) == serialized.nbytes == len(plan("tiny"))


DEPRECATED = [
    (cls, name, function)
    for cls in (ICudaEngine, IExecutionContext)
    for name, member in public(cls).items()
    for function in ((member.fget, member.fset) if isinstance(member, property) else (member,))
    if hasattr(function, "__deprecated__")
]


@pytest.mark.filterwarnings("error::DeprecationWarning")
@pytest.mark.parametrize(("cls", "name", "function"), DEPRECATED, ids=[f"{c.__name__}.{n}" for c, n, _ in DEPRECATED])
def test_row_13_a_warning_made_an_error_comes_before_the_call(load, monkeypatch, cls, name, function):
    engine = load("digits")
    called = engine.create_execution_context() if cls is IExecutionContext else engine
    monkeypatch.setattr(engine._library, "_shim", None)  # whoever calls TensorRT gets an AttributeError
    with pytest.raises(DeprecationWarning, match=r"Use \w+.* instead"):
        function(called, *[0] * (len(inspect.signature(function).parameters) - 1))
    monkeypatch.undo()


@pytest.mark.filterwarnings("error::DeprecationWarning")
def test_row_13_a_context_manager_made_an_error_leaves_the_object_usable(runtime, load, tiny):
    for thing in (runtime, runtime.logger, load("tiny"), tiny, load("tiny").serialize()):
        with pytest.raises(DeprecationWarning, match="deprecated"), thing:
            pass
    assert tiny.get_tensor_shape("x") == (16,)


def test_row_14_either_name_for_the_number_of_errors_will_do():
    class Other(trt_cffi.IErrorRecorder):
        def get_num_errors(self):
            return 3

    recorder = Recorder()
    recorder.report_error(None, "x")
    assert recorder.num_errors() == recorder.get_num_errors() == 1
    assert Other().num_errors() == Other().get_num_errors() == 3
    assert recorder.MAX_DESC_LENGTH == 127


def test_row_15_the_logger_writes_to_stderr_and_survives_no_message(capfd):
    logger = trt_cffi.Logger()
    logger.log(trt_cffi.Logger.ERROR, None)
    logger.log(trt_cffi.Logger.ERROR, "still there")
    out, err = capfd.readouterr()
    assert out == ""
    assert "[TRT] [E] still there" in err


def test_row_15_tensorrt_is_heard_after_no_message(trt, capfd):
    logger = trt_cffi.Logger()
    runtime = trt.Runtime(logger)
    logger.log(trt_cffi.Logger.ERROR, None)
    assert runtime.deserialize_cuda_engine(b"no plan") is None
    out, err = capfd.readouterr()
    assert out == ""
    assert "[TRT] [E]" in err.splitlines()[-1]


def everything_public(library):
    for name in sorted({*official_names(library), *trt_cffi.__all__}):
        found = getattr(library, name) if hasattr(library, name) else getattr(trt_cffi, name)
        if isinstance(found, type) or inspect.isfunction(found) or inspect.ismethod(found):
            yield name, found
        if isinstance(found, type):
            yield from ((f"{name}.{member}", each) for member, each in public(found).items())


def test_row_16_everything_public_has_words(trt):
    described = [(name, each) for name, each in everything_public(trt) if callable(each) or isinstance(each, property)]
    assert len(described) > 200
    assert [name for name, each in described if not inspect.getdoc(each)] == []
    assert [name for name, each in described if isinstance(each, type) and not each.__doc__] == []


def test_row_16_everything_public_has_a_signature_with_types(trt):
    lacking = []
    for name, each in everything_public(trt):
        for function in (each.fget, each.fset) if isinstance(each, property) else (each,):
            if not inspect.isfunction(function) or not function.__module__.startswith("trt_cffi"):
                continue
            signature = inspect.signature(function)
            parameters = [p for p in signature.parameters.values() if p.name not in ("self", "cls")]
            untyped = [p.name for p in parameters if p.annotation is p.empty]
            lacking += [(name, parameter) for parameter in untyped]
            lacking += [(name, "return")] * (signature.return_annotation is signature.empty)
    assert lacking == []


def test_row_16_a_class_shows_the_arguments_of_its_constructor(trt):
    class Mine(trt.IOutputAllocator):
        def __init__(self, size: int):
            super().__init__()

    shown = {cls: list(inspect.signature(cls).parameters) for cls in (trt.Runtime, trt.Logger, Mine, trt.ILogger)}
    assert list(shown.values()) == [["logger"], ["min_severity"], ["size"], []]
    if trt.version[0] != 8:
        assert list(inspect.signature(trt.Refitter).parameters)[:2] == ["engine", "logger"]


def test_row_16_types_are_published():
    assert (Path(trt_cffi.__file__).parent / "py.typed").exists()


def test_row_16_objects_show_themselves(load):
    """tests/test_repr.py has the others."""
    context = load("digits").create_execution_context()
    context.set_input_shape("images", (32, 1, 8, 8))
    shown = "profile=0 images=(32, 1, 8, 8) logits=(32, 10)>"
    assert repr(context) == f"<IExecutionContext 'Unnamed Network 0' {shown}"


def test_row_17_a_thread_of_the_library_can_log_while_it_works(tmp_path):
    library = compiled(tmp_path, HERE / "native_thread.c")
    program = (
        "import trt_cffi, threading\n"
        "class Log(trt_cffi.ILogger):\n"
        "    def log(self, severity, msg): print(threading.get_ident() != main, msg)\n"
        "main = threading.get_ident()\n"
        f"library = trt_cffi.open_library({str(library)!r})\n"
        "try: library.Runtime(Log())\n"
        "except trt_cffi.TensorRTError: print('refused')\n"
    )
    ended = subprocess.run([sys.executable, "-c", program], cwd=HERE.parent, capture_output=True, text=True, timeout=60)
    assert ended.stdout.splitlines() == ["True from a thread of the library's own", "refused"], ended.stderr


def test_row_18_a_missing_and_a_corrupt_library_are_told_apart(tmp_path):
    corrupt = tmp_path / "libnvinfer.so.10"
    corrupt.write_bytes(b"\x7fELF and no more")
    said = []
    for path in (tmp_path / "libnvinfer_lean.so.10", corrupt):
        with pytest.raises(ImportError) as caught:
            trt_cffi.open_library(path)
        assert str(path) in str(caught.value)
        said.append(str(caught.value).replace(str(path), "PATH"))
    assert said[0] != said[1]


def test_row_19_nothing_is_made_for_one_version_of_python():
    """The suite itself runs on every Python at hand: see .ci/run."""
    package = Path(trt_cffi.__file__).parent
    suffixes = tuple(suffix for suffix in importlib.machinery.EXTENSION_SUFFIXES if suffix != ".so")
    assert not [path for path in package.rglob("*.so") if path.name.endswith(suffixes)]


def test_row_20_a_shape_becomes_a_tuple_in_one_step(tiny, monkeypatch):
    shape = tiny.get_tensor_shape("x")

    def indexed(self, item):
        raise AssertionError("tuple() asked for the dimensions one by one")

    monkeypatch.setattr(trt_cffi.Dims, "__getitem__", indexed)
    assert tuple(shape) == shape._values


def test_the_reasons_are_heard_by_a_logger_that_remembers(trt, plan):
    """Row 2 as NVIDIA's answers it: None, and why is in the log."""
    log = Log()
    assert trt.Runtime(log).deserialize_cuda_engine(plan("tiny")[:-1]) is None
    assert any("cut short" in error for error in log.errors)
