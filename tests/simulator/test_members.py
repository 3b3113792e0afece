"""Debug tensors, weight streaming, refitting, readers and plans without weights, asked for by NVIDIA's own bindings."""

from __future__ import annotations

import pytest

from tests.simulator.nvidia import run

LATER = [10, 11, "rtx"]


@pytest.mark.parametrize("major", LATER)
def test_a_debug_listener_is_shown_the_tensors_whose_state_is_on(major, tmp_path):
    run(
        major,
        tmp_path,
        """
import ctypes
class Listener(trt.IDebugListener):
    def __init__(self):
        trt.IDebugListener.__init__(self)
        self.seen = []
    def process_debug_tensor(self, addr, location, type, shape, name, stream):
        value = np.frombuffer((ctypes.c_char * (4 * int(np.prod(tuple(shape))))).from_address(addr), F)
        self.seen.append((name, location.name, type.name, tuple(shape), stream, value.copy().reshape(shape)))
        return True

e = engine("debug")
assert [e.is_debug_tensor(n) for n in ("h0", "h1", "m0", "y")] == [True, True, False, False]
c, listener = e.create_execution_context(), Listener()
x, want = stored("debug")
def names():
    listener.seen.clear()
    np.testing.assert_allclose(run(c, x, 256), want, rtol=1e-4, atol=1e-5)
    return [s[0] for s in listener.seen]
assert c.get_debug_listener() is None
assert c.set_tensor_debug_state("h1", True) and c.get_debug_state("h1") and not c.get_debug_state("h0")
names()  # without a listener nothing happens
assert c.set_debug_listener(listener) and c.get_debug_listener() is listener
assert names() == ["h1"]
assert c.set_all_tensors_debug_state(True) and names() == ["h0", "h1"]
assert [s[1:5] for s in listener.seen] == [("DEVICE", "FLOAT", x.shape, 256)] * 2
h1 = listener.seen[1][5]
assert np.abs(h1).max() <= 1 and np.abs(h1).max() > 0.1
c.profiler = trt.Profiler()
assert names() == ["h0", "h1"]
c.profiler = None
assert c.set_all_tensors_debug_state(False) and names() == []
assert not refused("nothing is not marked", c.set_tensor_debug_state, "nothing", True)
assert not refused("y is not marked", c.get_debug_state, "y")
refused("unfused tensors are not marked", setattr, c, "unfused_tensors_debug_state", True)
""",
    )


@pytest.mark.parametrize("major", LATER)
def test_a_budget_for_weights_is_kept_and_bounded(major, tmp_path):
    run(
        major,
        tmp_path,
        """
e = engine("streaming")
whole, one = 4 * 256 * 256 * 4, 256 * 256 * 4
assert e.streamable_weights_size == e.weight_streaming_budget_v2 == whole
assert e.get_weight_streaming_automatic_budget() == whole and e.weight_streaming_scratch_memory_size == 0
before = e.device_memory_size_v2
e.weight_streaming_budget_v2 = 1 << 18
assert e.weight_streaming_budget_v2 == 1 << 18
assert e.weight_streaming_scratch_memory_size == 2 * one and e.device_memory_size_v2 == before + 2 * one
assert e.get_device_memory_size_for_profile_v2(0) == e.device_memory_size_v2
refused("less than none", setattr, e, "weight_streaming_budget_v2", -1)
assert e.weight_streaming_budget_v2 == 1 << 18
e.weight_streaming_budget_v2 = 1 << 40
assert e.weight_streaming_budget_v2 == whole
if hasattr(e, "weight_streaming_budget"):
    assert e.minimum_weight_streaming_budget == one and e.weight_streaming_budget == 0
    for budget in (-1, one, whole - 1, 0):
        e.weight_streaming_budget = budget
        assert e.weight_streaming_budget == budget
    assert e.weight_streaming_budget_v2 == whole
    refused("neither", setattr, e, "weight_streaming_budget", one - 1)
    assert e.weight_streaming_budget == 0
e.weight_streaming_budget_v2 = 0
c = e.create_execution_context()
refused("while the engine has contexts", setattr, e, "weight_streaming_budget_v2", 1 << 18)
assert e.weight_streaming_budget_v2 == 0
x, want = stored("streaming")
np.testing.assert_allclose(run(c, x), want, rtol=1e-4, atol=1e-5)
plain = engine("digits")
assert plain.streamable_weights_size == 0
refused("not built for weight streaming", setattr, plain, "weight_streaming_budget_v2", 1)
""",
    )


@pytest.mark.parametrize("major", LATER)
def test_a_refit_replaces_the_weights_for_all_contexts(major, tmp_path):
    run(
        major,
        tmp_path,
        """
e = engine("refit")
contexts = [e.create_execution_context() for _ in range(2)]
x, want = stored("refit")
r = trt.Refitter(e, log)
assert r.get_all_weights() == ["w0", "w1"] and r.get_missing_weights() == []
assert [list(map(str, part)) for part in r.get_all()] == [["w0", "w1"], ["WeightsRole.CONSTANT"] * 2]
assert [list(part) for part in r.get_missing()] == [[], []]
prototype = r.get_weights_prototype("w0")
assert (prototype.dtype, prototype.size) == (trt.float32, 32 * 32)
refused("no refittable weights nothing", r.get_weights_prototype, "nothing")
assert not refused("no refittable weights nothing", r.set_named_weights, "nothing", trt.Weights(np.zeros(1, F)))
assert not refused("w1 has 1024 elements, not 3", r.set_named_weights, "w1", trt.Weights(np.zeros(3, F)))
assert not refused("another data type", r.set_named_weights, "w1", trt.Weights(np.zeros((32, 32), np.float16)))
assert not refused("w0 was not set", r.unset_named_weights, "w0")
refused("w0 was not set", r.get_weights_location, "w0")
w1 = np.eye(32, dtype=F)
assert r.set_named_weights("w0", trt.Weights(np.zeros((32, 32), F))) and r.unset_named_weights("w0")
assert r.set_named_weights("w1", trt.Weights(w1), trt.TensorLocation.DEVICE)
assert r.get_weights_location("w1") == trt.TensorLocation.DEVICE and r.get_named_weights("w1").size == 1024
assert r.weights_validation
r.weights_validation = False
assert not r.weights_validation
assert not refused("-5 is less than 1", setattr, r, "max_threads", -5)
for c in contexts:
    np.testing.assert_allclose(run(c, x), want, rtol=1e-4, atol=1e-5)
assert r.refit_cuda_engine()
after = [run(c, x) for c in contexts]
assert np.array_equal(*after) and np.abs(after[0] - want).max() > 1e-2
w0 = np.linspace(-0.3, 0.3, 1024, dtype=F).reshape(32, 32)
assert r.set_weights("w0", trt.WeightsRole.CONSTANT, trt.Weights(w0))
assert not refused("no weights with role", r.set_weights, "w0", trt.WeightsRole.KERNEL, trt.Weights(w0))
assert r.refit_cuda_engine_async(0)
np.testing.assert_allclose(run(contexts[0], x), np.tanh(np.tanh(x @ w0)), rtol=1e-4, atol=1e-5)
again = runtime.deserialize_cuda_engine(e.serialize())
np.testing.assert_array_equal(run(again.create_execution_context(), x), run(contexts[1], x))
np.testing.assert_allclose(run(engine("refit").create_execution_context(), x), want, rtol=1e-4, atol=1e-5)
assert refused("not built refittable", trt.Refitter, engine("digits"), log) is None
""",
    )


@pytest.mark.parametrize("major", LATER)
def test_a_plan_without_weights_runs_after_a_refit(major, tmp_path):
    run(
        major,
        tmp_path,
        """
e = engine("refit")
x, want = stored("refit")
config = e.create_serialization_config()
assert config.set_flag(trt.SerializationFlag.EXCLUDE_WEIGHTS)
small = e.serialize_with_config(config)
assert small.nbytes == len(load("refit")) - 2 * 32 * 32 * 4
plain = engine("digits")
digits = plain.create_serialization_config()
digits.set_flag(trt.SerializationFlag.EXCLUDE_WEIGHTS)
assert bytes(plain.serialize_with_config(digits)) == load("digits")
bare = runtime.deserialize_cuda_engine(small)
assert bare.get_engine_stat(trt.EngineStat.STRIPPED_WEIGHTS_SIZE) == 2 * 32 * 32 * 4
assert e.get_engine_stat(trt.EngineStat.STRIPPED_WEIGHTS_SIZE) == -1
c, r = bare.create_execution_context(), trt.Refitter(bare, log)
y = np.zeros_like(x)
c.set_input_shape("x", x.shape)
c.set_tensor_address("x", x.ctypes.data)
c.set_tensor_address("y", y.ctypes.data)
assert not refused("refit the engine first", c.execute_async_v3, 0)
assert refused("refit the engine first", bare.serialize_with_config, bare.create_serialization_config()) is None
assert bytes(bare.serialize()) == bytes(small)
assert r.get_missing_weights() == ["w0", "w1"]
zeros, ones = np.zeros((32, 32), F), np.eye(32, dtype=F)
assert r.set_named_weights("w0", trt.Weights(ones)) and r.get_missing_weights() == ["w1"]
assert not refused("1 weights are missing", r.refit_cuda_engine)
assert r.set_named_weights("w1", trt.Weights(ones)) and r.refit_cuda_engine()
np.testing.assert_allclose(run(c, x), np.tanh(np.tanh(x)), rtol=1e-4, atol=1e-5)
whole = bare.serialize_with_config(bare.create_serialization_config())
assert whole.nbytes == len(load("refit"))
np.testing.assert_array_equal(run(runtime.deserialize_cuda_engine(whole).create_execution_context(), x), run(c, x))
""",
    )


def test_a_stream_reader_is_read_in_pieces(tmp_path):
    run(
        10,
        tmp_path,
        """
class Reader(trt.IStreamReader):
    def __init__(self, data, most):
        trt.IStreamReader.__init__(self)
        self.data, self.at, self.most, self.asked = data, 0, most, []
    def read(self, size):
        self.asked.append(size)
        piece = self.data[self.at : self.at + min(size, self.most)]
        self.at += len(piece)
        return piece

whole = load("streaming")
refused("gave 1000 bytes where", runtime.deserialize_cuda_engine, Reader(whole, 1000))
reader = Reader(whole + b"more", 1 << 30)
e = runtime.deserialize_cuda_engine(reader)
assert reader.at == len(whole) and reader.asked[0] == 32 and max(reader.asked) <= 1 << 20
x, want = stored("streaming")
np.testing.assert_allclose(run(e.create_execution_context(), x), want, rtol=1e-4, atol=1e-5)
def deserialize(data):
    assert runtime.deserialize_cuda_engine(Reader(data, 1 << 30)) is None
refused("gave 1155 bytes where 1156", deserialize, whole[:-1])
refused("gave 0 bytes", deserialize, b"")
refused("gave 31 bytes where 32", deserialize, whole[:31])
refused("no plan", deserialize, b"nonsense" * 100)
""",
    )
