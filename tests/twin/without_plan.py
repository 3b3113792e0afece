"""What can be asked of TensorRT without a plan that it loads, through either binding.

Written as probes, as `program` is. No plans of 10 and 11 can be had, so on the real libraries of these versions this is
what both bindings are asked. The plans in the folder may be of another version: they are refused.
"""

from tests.twin.members import (
    call_wrongly,
    construct_wrongly,
    objects_without_a_plan,
    set_what_cannot_be_set,
    set_wrongly,
)
from tests.twin.program import Steps, error_recorder, major, memory_allocator, stream_readers

#: of `program`, `members` and tests/behaviour, those that want no engine
OTHERS = [
    *("constants", "deserialize_bad_plans", "dims", "enums", "interfaces", "load_runtime", "loggers", "memory_of_dla"),
    *("plugin_creators", "runtime_properties", "stream_reader_answers", "stream_readers"),
    *("stream_writer", "weights", "wrong_answers_of_a_logger", "wrong_answers_of_a_seeking_reader", "wrong_functions"),
]

SETTINGS = {
    "max_threads": (4, 1, 0, -1, 2**31 - 1),
    "temporary_directory": ("/tmp", None, "", "/no/such/folder"),
    "tempfile_control_flags": (0, 1, 2, 3, 4),
    "engine_host_code_allowed": (True, False, 1),
    "DLA_core": (0, -1, 99),
}
WRONG = ("text", 1.5, 2**40, -(2**40), [1])


def bad_plans(b):
    plan = b.plan("tiny")
    return {
        "nothing": b"",
        "a byte": b"\0",
        "a header's length of nothing": bytes(32),
        "text": b"this is no plan " * 50,
        "another version's": plan,
        "its first half": plan[: len(plan) // 2],
        "its header": plan[:32],
        "its header and nothing": plan[:32] + bytes(len(plan) - 32),
    }


def probe_settings_of_a_runtime(b):
    steps, r = Steps(b), b.runtime
    for setting, values in SETTINGS.items():
        steps.ask(r, setting)
        for value in (*values, None, *WRONG):
            steps.say(repr(value))
            steps.put(r, setting, value)
    steps.put(r, "num_DLA_cores", 1)
    steps.put(r, "logger", b.logger)
    steps.say("logger", r.logger is b.logger)
    steps.say("registry", r.get_plugin_registry() is not None)
    return steps.told


def probe_settings_of_two_runtimes(b):
    """They are each runtime's own."""
    steps, other = Steps(b), b.trt.Runtime(b.logger)
    steps.put(other, "max_threads", 3)
    steps.put(other, "engine_host_code_allowed", True)
    for member in ("max_threads", "engine_host_code_allowed"):
        steps.ask(b.runtime, member)
    steps.say(other.logger is b.runtime.logger)
    del other
    steps.ask(b.runtime, "max_threads")
    return steps.told


def probe_recorder_of_a_runtime(b):
    """What it is told of plans that are refused, and what is logged besides."""
    steps, r = Steps(b), b.runtime
    steps.ask(r, "error_recorder")
    recorder = error_recorder(b, steps)
    for chosen in (recorder, None, recorder):
        r.error_recorder = chosen
        steps.say("recorder", chosen is not None and r.error_recorder is recorder)
        for label, data in bad_plans(b).items():
            steps.say(label)
            steps.ask(r, "deserialize_cuda_engine", data)
        steps.put(r, "max_threads", 0)
    steps.say(len(recorder.errors))
    r.error_recorder = None
    return steps.told


def probe_allocator_of_a_runtime(b):
    """Of a plan that is refused by its header it is asked for nothing."""
    steps = Steps(b)
    for value in (memory_allocator(b, steps), None, 3):
        steps.write(b.runtime, "gpu_allocator", value)
        steps.ask(b.runtime, "deserialize_cuda_engine", b.plan("tiny"))
    return steps.told


def probe_bad_plans_in_every_form(b):
    """As bytes, and by each kind of reader, which tells what TensorRT reads of them."""
    out = {}
    for label, data in bad_plans(b).items():
        steps = Steps(b)
        for form in (bytes, bytearray, memoryview):
            steps.ask(b.runtime, "deserialize_cuda_engine", form(data))
        for name, kind in stream_readers(b, steps).items() if major(b) > 8 else ():
            reader = kind(data, lambda piece: piece)
            b.keep.append(reader)
            steps.say(name)
            steps.ask(b.runtime, "deserialize_cuda_engine", reader)
        out[label] = steps.told
    return out


def probe_other_runtimes(b):
    """Of a file that is none, and of a name that is none."""
    steps = Steps(b)
    for path in ("/no/such/library.so", "", str(b.plans / f"tiny{b.suffix}"), *WRONG):
        steps.ask(b.runtime, "load_runtime", path)
    return steps.told


def probe_registry_without_a_plan(b):
    steps = Steps(b)
    registry, find = b.trt.get_plugin_registry(), "get_plugin_creator" if major(b) == 8 else "get_creator"
    steps.ask(registry, "parent_search_enabled")
    for value in (False, True, None, *WRONG):
        steps.say(repr(value))
        steps.put(registry, "parent_search_enabled", value)
    registry.parent_search_enabled = True
    recorder = error_recorder(b, steps)
    for chosen in (recorder, None):
        registry.error_recorder = chosen
        for key in (("nothing", "1"), ("nothing", "1", "nowhere"), ("", "", ""), (1, "1"), ("nothing", 1)):
            steps.ask(registry, find, *key)
        for path in ("/no/such/library.so", "", str(b.plans / f"tiny{b.suffix}"), *WRONG):
            steps.ask(registry, "load_library", path)
    return steps.told


def probe_none_for_a_text(b):
    """It is a null pointer to NVIDIA's, and a TypeError to ours."""
    registry, find = b.trt.get_plugin_registry(), "get_plugin_creator" if major(b) == 8 else "get_creator"
    return [
        b.attempt(getattr(registry, find), "nothing", "1", None),
        b.attempt(getattr(registry, find), None, "1"),
        b.attempt(registry.load_library, None),
        b.attempt(b.runtime.load_runtime, None),
    ]


def probe_names_of_creators(b):
    """Listing them asks nothing more of them, and logs nothing."""
    registry = b.trt.get_plugin_registry()
    listed = registry.plugin_creator_list if major(b) == 8 else registry.all_creators
    return sorted([type(each).__name__, each.name, each.plugin_version, each.plugin_namespace] for each in listed)


def probe_a_second_logger(b):
    """TensorRT keeps the first; a runtime says which one it was given."""
    steps, heard = Steps(b), []

    class Other(b.trt.ILogger):
        def __init__(self):
            b.trt.ILogger.__init__(self)

        def log(self, severity, msg):
            heard.append([severity.name, msg])

    other = Other()
    b.keep.append(other)
    runtime = b.trt.Runtime(other)
    steps.say(runtime.logger is other)
    steps.ask(runtime, "deserialize_cuda_engine", b"junk" * 100)
    steps.ask(b.runtime, "deserialize_cuda_engine", b"junk" * 100)
    steps.say([each for each in heard if each[0] not in ("INFO", "VERBOSE")])
    del runtime
    return steps.told


def probe_a_runtime_ends(b):
    """By `del`, by `with`, and by `__del__`, which a program may call."""
    steps = Steps(b)
    for _ in range(3):
        runtime = b.trt.Runtime(b.logger)
        with runtime as same:
            steps.say(same is runtime)
            steps.ask(same, "max_threads")
        steps.ask(runtime, "max_threads")
        runtime.__del__()
    return steps.told


def probe_wrong_arguments_without_a_plan(b):
    return call_wrongly(b, objects_without_a_plan(b))


def probe_wrong_values_without_a_plan(b):
    return set_wrongly(b, objects_without_a_plan(b))


def probe_what_cannot_be_set_without_a_plan(b):
    return set_what_cannot_be_set(b, objects_without_a_plan(b))


def probe_wrong_constructions_without_a_plan(b):
    return construct_wrongly(b, objects_without_a_plan(b))


def probe_what_is_made_of_an_engine(b):
    """Without one."""
    trt, steps = b.trt, Steps(b)
    later = () if major(b) == 8 else ("Refitter", "IRuntimeConfig")
    for name in ("IExecutionContext", "ICudaEngine", "IHostMemory", *later):
        cls = getattr(trt, name)
        for arguments in ((), (None,), (None, b.logger), (b.runtime,), (b.runtime, b.logger)):
            steps.say(name, b.attempt(cls, *arguments))
    return steps.told
