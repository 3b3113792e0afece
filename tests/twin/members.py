"""What `program` leaves of the members of NVIDIA's classes: each used, and each used wrongly, through either binding.

Written as probes, as `program` is. `tests.twin.count` counts that nothing is left out.
"""

import json
from pathlib import Path

from tests.twin import count
from tests.twin.program import (
    CHAIN,
    FEEDS,
    F,
    Steps,
    address,
    edition,
    feed,
    is_rtx,
    major,
    output_allocator,
    weights_manager,
)

FACTS = Path(__file__).parents[1] / "api" / "facts"


def facts(b, kind="classes"):
    """What the facts tell of NVIDIA's module, without the classes and members that ours does not have."""
    left = count.left_out(edition(b))
    found = json.loads((FACTS / f"{edition(b)}.json").read_text())[kind]
    found = {name: each for name, each in found.items() if not count.is_left_out(name, left)}
    for name, each in found.items() if kind == "classes" else ():
        each["members"] = {m: f for m, f in each["members"].items() if not count.is_left_out(f"{name}.{m}", left)}
    return found


def objects_without_a_plan(b):
    """An object of each class that needs no engine, by the name of the class."""
    trt = b.trt
    found = {
        "Dims": trt.Dims((1, 2)),
        "Dims2": trt.Dims2(1, 2),
        "Dims3": trt.Dims3(1, 2, 3),
        "Dims4": trt.Dims4(1, 2, 3, 4),
        "DimsHW": trt.DimsHW(1, 2),
        "Runtime": b.runtime,
        "IPluginRegistry": trt.get_plugin_registry(),
        "ILogger": b.logger,
        "Logger": trt.Logger(),
        "Profiler": trt.Profiler(),
        "Weights": trt.Weights(CHAIN),
    }
    if major(b) > 8:
        b.allocator = memory_allocator(b, Steps(b), {})
        found["InterfaceInfo"] = b.allocator.interface_info
        found["IGpuAllocator"] = b.allocator
    b.keep += found.values()
    return found


def objects(b):
    """An object of each class that gives some, by the name of the class."""
    trt = b.trt
    context = b.context("digits")
    engine = context.engine
    found = {"ICudaEngine": engine, "IExecutionContext": context, "IHostMemory": engine.serialize()}
    if major(b) > 8:
        found["Refitter"] = trt.Refitter(b.engine("refit"), b.logger)
        found["IRuntimeConfig"] = engine.create_runtime_config()
        found["ISerializationConfig"] = engine.create_serialization_config()
    if is_rtx(b):
        found["EngineInspector"] = engine.create_engine_inspector()
        found["IRuntimeCache"] = found["IRuntimeConfig"].create_runtime_cache()
        found["IWeightsManager"] = weights_manager(b)
    b.keep += found.values()
    return objects_without_a_plan(b) | found


def call_wrongly(b, things):
    """Every method is called with an object of no type that it takes, and with one argument too many."""
    out, described = {}, facts(b)
    for owner, thing in things.items():
        for member, fact in described[owner]["members"].items():
            overridden = owner[0] == "I" and described[owner]["area"] == "callback" and member[0] != "_"
            if not isinstance(fact, list) or member == "__init__" or overridden:
                continue
            most = max(len(overload) for overload in fact)
            for number in {most, most + 1} - {0}:
                out[f"{owner}.{member} of {number}"] = b.attempt(getattr(thing, member), *[object()] * number)
    return out


def probe_wrong_arguments(b):
    return call_wrongly(b, objects(b))


def set_wrongly(b, things):
    """Every property that can be set is set to an object of no type that it takes."""
    out, described = {}, facts(b)
    for owner, thing in things.items():
        for member, fact in described[owner]["members"].items():
            if fact in ("rw", "wo"):
                out[f"{owner}.{member}"] = b.attempt(setattr, thing, member, object())
    return out


def set_what_cannot_be_set(b, things):
    """Every member that cannot be set is set, and one that no object has."""
    out, described = {}, facts(b)
    for owner, thing in things.items():
        if described[owner]["area"] != "callback":  # programs add what they like to those
            for member, fact in {**described[owner]["members"], "no_such_member": "ro"}.items():
                if member[0] != "_" and fact not in ("rw", "wo"):
                    out[f"{owner}.{member}"] = b.attempt(setattr, thing, member, object())
    return out


def probe_what_cannot_be_set(b):
    return set_what_cannot_be_set(b, objects(b))


def probe_wrong_values(b):
    return set_wrongly(b, objects(b))


def construct_wrongly(b, things):
    """Every class is made of what it cannot be made of; those that TensorRT makes, of nothing as well."""
    out, described = {}, facts(b)
    for owner in things.keys() | {name for name, each in described.items() if each["constructible"]}:
        cls = getattr(b.trt, owner, None)
        if cls is None:
            continue
        out[owner] = b.attempt(cls, *[object()] * 5)
        if not described[owner]["constructible"]:
            out[f"{owner} of nothing"] = b.attempt(cls)
    out["Runtime of nothing"] = b.attempt(b.trt.Runtime)
    out["Runtime of None"] = b.attempt(b.trt.Runtime, None)
    out["Logger of 3"] = b.attempt(b.trt.Logger, 3)
    return out


def probe_wrong_constructions(b):
    return construct_wrongly(b, objects(b))


def probe_wrong_functions(b):
    trt = b.trt
    return {
        "volume": [b.attempt(trt.volume, shape) for shape in ((2, 3), [], (2, -1), range(1, 5), trt.Dims((2, 3)))],
        "no volume": [b.attempt(trt.volume, shape) for shape in (None, 3, object())],
        "nptype": [b.attempt(trt.nptype, dtype) for dtype in (None, "FLOAT", 0, object())],
        "nptype of all": {n: b.attempt(trt.nptype, m) for n, m in trt.DataType.__members__.items()},
        "itemsize": {n: b.attempt(getattr, m, "itemsize") for n, m in trt.DataType.__members__.items()},
        "registry": b.attempt(trt.get_plugin_registry, object()),
    }


def probe_enums(b):
    """The names and numbers of every enum that the facts name, in order, and what str() and the like give."""
    out = {}
    for name in facts(b, "enums"):
        found = b.trt
        for part in name.split("."):
            found = getattr(found, part, None)
        if found is None:
            out[name] = "absent"
            continue
        members = found.__members__
        first = next(iter(members.values()))
        out[name] = {
            "members": [[n, int(m), str(m), repr(m), hash(m) == int(m)] for n, m in members.items()],
            "by number": [b.attempt(found, number)[0] for number in (int(first), "x", None, 1.5)],
            "equal": [first == found(int(first)), first == int(first), first != None],  # noqa: E711
            "ordered": b.attempt(lambda f=first: f <= f)[0],
        }
    return out


def probe_constants(b):
    trt, out = b.trt, {}
    for owner in ("ILogger", "Logger"):
        cls = getattr(trt, owner)
        for name in ("INTERNAL_ERROR", "ERROR", "WARNING", "INFO", "VERBOSE"):
            count.note(f"{owner}.{name}", "read")
            out[f"{owner}.{name}"] = str(getattr(cls, name))
        count.note(f"{owner}.Severity", "read")
        out[f"{owner}.Severity"] = cls.Severity is trt.ILogger.Severity
    count.note("Dims.MAX_DIMS", "read")
    out["MAX_DIMS"] = trt.Dims((1,)).MAX_DIMS
    count.note("IErrorRecorder.MAX_DESC_LENGTH", "read")
    out["MAX_DESC_LENGTH"] = b.attempt(getattr, trt.IErrorRecorder(), "MAX_DESC_LENGTH")
    for alias in facts(b, "aliases"):
        out[alias] = str(getattr(trt, alias, "absent"))
    return out


def probe_dims(b):
    trt, out = b.trt, {}
    made = {
        "()": trt.Dims,
        "(1, 2)": lambda: trt.Dims((1, 2)),
        "[3]": lambda: trt.Dims([3]),
        "Dims": lambda: trt.Dims(trt.Dims((4, 5))),
        "eight": lambda: trt.Dims(range(8)),
        "nine": lambda: trt.Dims(range(9)),
        "str": lambda: trt.Dims("12"),
        "None": lambda: trt.Dims(None),
        "floats": lambda: trt.Dims((1.5,)),
        "2**31": lambda: trt.Dims((2**31,)),
        "2**63": lambda: trt.Dims((2**63,)),
        "keyword": lambda: trt.Dims(shape=(1, 2)),
        "Dims2": trt.Dims2,
        "Dims2(1, 2)": lambda: trt.Dims2(1, 2),
        "Dims2 by keyword": lambda: trt.Dims2(dim0=1, dim1=2),
        "Dims2 of 3": lambda: trt.Dims2((1, 2, 3)),
        "Dims3": lambda: trt.Dims3((1, 2, 3)),
        "Dims3 of 2": lambda: trt.Dims3((1, 2)),
        "Dims4": lambda: trt.Dims4(1, 2, 3, 4),
        "Dims4 of text": lambda: trt.Dims4("a", "b", "c", "d"),
        "DimsHW": lambda: trt.DimsHW(h=5, w=6),
        "DimsHW of 1": lambda: trt.DimsHW((1,)),
    }
    for what, make in made.items():
        out[what] = b.attempt(lambda m=make: [str(m()), repr(m()), len(m()), list(m()), bool(m())])
    d = trt.Dims((1, 2, 3))
    out["items"] = [b.attempt(lambda i=i: d[i]) for i in (0, -1, 3, -4, "0", None, 1.0)]
    slices = (slice(None), slice(1, None), slice(None, None, 2), slice(5, 9), slice(2, 0))
    out["slices"] = [b.attempt(lambda s=s: list(d[s])) for s in slices]
    out["no step"] = b.attempt(lambda: d[::0])
    out["equal"] = [b.attempt(lambda o=o: d == o) for o in ((1, 2, 3), [1, 2, 3], (1, 2), (1, 2, 4), "123")]
    out["unequal"] = [b.attempt(lambda o=o: d != o) for o in ((1, 2, 3), [1, 2], ())]
    out["in"] = [2 in d, 9 in d]
    for place, value in ((0, 7), (-1, 9), (5, 1), (0, "x"), (slice(0, 2), (5, 6)), (slice(0, 2), "ab")):
        out[f"[{place}] = {value}"] = [b.attempt(d.__setitem__, place, value), list(d)]
    hw = trt.DimsHW(1, 2)
    out["h and w"] = [hw.h, hw.w]
    hw.h, hw.w = 3, 4
    out["h and w set"] = [hw.h, hw.w, list(hw)]
    return out


def probe_with_and_del(b):
    """What `with` and `del` of NVIDIA's own do: nothing."""
    steps = Steps(b)
    things = objects(b)
    for owner in ("Runtime", "ICudaEngine", "IExecutionContext", "IHostMemory", "ILogger"):
        thing = things[owner]
        steps.say(owner, "enter", thing.__enter__() is thing)
        steps.say(owner, "exit", *b.attempt(thing.__exit__, None, None, None))
        if owner not in ("ILogger", "IHostMemory"):
            steps.say(owner, "and it works", *b.attempt(getattr, thing, "error_recorder"))
    memory = things["IHostMemory"]
    steps.say("memory", *b.attempt(lambda: [memory.nbytes == len(bytes(memory)), memory.dtype.name]))
    return steps.told


def probe_del(b):
    """What `__del__` does when it is called, as `del` does not do: nothing in NVIDIA's."""
    context = b.context("digits")
    things = {
        "IHostMemory": (context.engine.serialize(), "nbytes"),
        "IExecutionContext": (context, "name"),
        "ICudaEngine": (context.engine, "name"),
        "Runtime": (b.runtime, "max_threads"),
    }
    out = {}
    for owner, (thing, member) in things.items():
        out[owner] = [b.attempt(thing.__del__), b.attempt(lambda t=thing, m=member: getattr(t, m) is not None)]
    return out


def probe_loggers(b):
    """NVIDIA's own logger and profiler, which write; and what a program may ask of a logger."""
    trt, steps = b.trt, Steps(b)
    logger, kinds = trt.Logger(trt.Logger.ERROR), trt.ILogger.Severity
    steps.say(*b.attempt(getattr, logger, "min_severity"))
    for severity in (kinds.INTERNAL_ERROR, kinds.INFO):
        steps.say(*b.attempt(logger.log, severity, "words"))
    for severity in (kinds.VERBOSE, kinds.WARNING):
        steps.put(logger, "min_severity", severity)
    for wrong in (None, 3, "ERROR"):
        steps.put(logger, "min_severity", wrong)
        steps.say(*b.attempt(logger.log, wrong, "words"))
    steps.say(*b.attempt(logger.log, kinds.INFO, 5))
    profiler = trt.Profiler()
    steps.say(*b.attempt(profiler.report_layer_time, "layer", 1.5))
    steps.say(*b.attempt(profiler.report_layer_time, 1.5, "layer"))
    runtime = trt.Runtime(logger)
    steps.say(runtime.logger is logger)
    steps.say(*b.attempt(runtime.deserialize_cuda_engine, b"junk" * 100))
    return steps.told


class Answers:
    """What an overridden method answers, one after the other, and then always the last."""

    def __init__(self, *answers):
        self.answers = list(answers)

    def next(self):
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, BaseException):
            raise answer
        return answer


def memory_allocator(b, steps, answers):
    """One whose methods answer what they are told to, else what is right."""

    class Memory(b.trt.IGpuAllocator):
        def __init__(self):
            b.trt.IGpuAllocator.__init__(self)

        def allocate(self, size, alignment, flags):
            steps.called("allocate", size, alignment, int(flags))
            return answers["allocate"].next() if "allocate" in answers else b.mem.alloc(size)

        def reallocate(self, memory, alignment, new_size):
            steps.called("reallocate", address(memory), alignment, new_size)
            return 0

        def deallocate(self, memory):
            steps.called("deallocate", address(memory))
            return answers["deallocate"].next() if "deallocate" in answers else True

        def free(self, memory):
            steps.called("free", address(memory))

    out = Memory()
    b.keep.append(out)
    return out


WRONG = (None, "an address", 1.5, ValueError("mine"))


def probe_wrong_answers_of_a_memory_allocator(b):
    steps = Steps(b)
    for answer in WRONG:
        steps.say(repr(answer))
        b.runtime.gpu_allocator = memory_allocator(b, steps, {"allocate": Answers(answer)})
        steps.ask(b.runtime, "deserialize_cuda_engine", b.plan("digits"))
    b.runtime.gpu_allocator = memory_allocator(b, steps, {"deallocate": Answers(*WRONG)})
    engine = b.runtime.deserialize_cuda_engine(b.plan("digits"))
    for _ in range(2):
        context = engine.create_execution_context()
        steps.say("del", *b.attempt(lambda: None))
        del context
    del engine  # here, and not where a version of Python lets go of it
    return steps.told


def probe_wrong_answers_of_an_error_recorder(b):
    steps = Steps(b)

    def recorder(answer):
        class Recorder(b.trt.IErrorRecorder):
            def __init__(self):
                b.trt.IErrorRecorder.__init__(self)

            def report_error(self, code, description):
                steps.called("report_error", code.name, description)
                return Answers(answer).next()

        out = Recorder()
        b.keep.append(out)
        return out

    engine = b.engine("digits")
    for answer in (True, *WRONG):
        steps.say(repr(answer))
        engine.error_recorder = recorder(answer)
        steps.ask(engine, "get_tensor_dtype", "nothing")
    return steps.told


def probe_wrong_answers_of_a_logger(b):
    steps = Steps(b)

    class Failing(b.trt.ILogger):
        def __init__(self):
            b.trt.ILogger.__init__(self)
            self.fails = False

        def log(self, severity, message):
            if self.fails:
                steps.called("log", severity.name, message)
                raise ValueError("mine")

    logger = Failing()
    b.keep.append(logger)
    runtime = b.trt.Runtime(logger)
    engine = runtime.deserialize_cuda_engine(b.plan("digits"))
    logger.fails = True
    steps.ask(engine, "get_tensor_dtype", "nothing")
    logger.fails = False
    steps.ask(engine, "get_tensor_dtype", "images")
    return steps.told


def probe_wrong_answers_of_a_profiler(b):
    steps = Steps(b)

    class Failing(b.trt.IProfiler):
        def __init__(self):
            b.trt.IProfiler.__init__(self)

        def report_layer_time(self, layer_name, ms):
            steps.called("report_layer_time", layer_name, ms >= 0)
            raise ValueError("mine")

    context, profiler = b.context("tiny"), Failing()
    b.keep.append(profiler)
    context.profiler = profiler
    feed(b, context, "tiny")
    b.bind(context, "y")
    steps.ask(context, "execute_async_v3", 0)
    return steps.told


def probe_wrong_answers_of_an_output_allocator(b):
    steps = Steps(b)
    names = ["reallocate_output"] if major(b) == 8 else ["reallocate_output", "reallocate_output_async"]
    for method in names:
        for answer in (0, *WRONG):
            steps.say(method, repr(answer))

            def answering(self, name, memory, size, alignment, *stream, answer=answer):
                steps.called(name, address(memory), size, alignment, *stream)
                return Answers(answer).next()

            cls = type("Allocator", (b.trt.IOutputAllocator,), {method: answering, "notify_shape": ignore})
            context = b.context("nonzero")
            allocator = cls()
            b.keep.append(allocator)
            feed(b, context, "nonzero")
            context.set_output_allocator("indices", allocator)
            steps.ask(context, "execute_async_v3", 0)
    context, allocator = b.context("nonzero"), output_allocator(b, steps)
    failing = type("Failing", (type(allocator),), {"notify_shape": fail})()
    b.keep.append(failing)
    feed(b, context, "nonzero")
    context.set_output_allocator("indices", failing)
    steps.ask(context, "execute_async_v3", 0)
    return steps.told


def ignore(self, *arguments):
    pass


def fail(self, *arguments):
    raise ValueError("mine")


def probe_wrong_answers_of_a_debug_listener(b):
    if major(b) == 8:
        return "only from 10"
    out = {}
    for answer in (True, *WRONG):
        steps = Steps(b)

        class Listener(b.trt.IDebugListener):
            def __init__(self):
                b.trt.IDebugListener.__init__(self)

            def process_debug_tensor(self, addr, location, type, shape, name, stream, answer=answer, steps=steps):
                steps.called("process_debug_tensor", location.name, type.name, list(shape), name, stream)
                return Answers(answer).next()

        context, listener = b.context("debug"), Listener()
        b.keep.append(listener)
        feed(b, context, "debug")
        b.bind(context, "y")
        steps.ask(context, "set_all_tensors_debug_state", True)
        steps.ask(context, "set_debug_listener", listener)
        steps.ask(context, "execute_async_v3", 0)
        out[repr(answer)] = steps.told
    return out


def probe_unfused_tensors(b):
    if major(b) == 8:
        return "only from 10"
    steps = Steps(b)
    for plan in ("unfused", "debug"):
        context = b.context(plan)
        for state in (True, False):
            steps.put(context, "unfused_tensors_debug_state", state)
    return steps.told


def probe_wrong_answers_of_a_seeking_reader(b):
    if major(b) == 8:
        return "only from 10"
    out = {}
    for answer in (True, False, *WRONG):
        steps = Steps(b)

        class Reader(b.trt.IStreamReaderV2):
            def __init__(self):
                b.trt.IStreamReaderV2.__init__(self)
                self.rest = b.plan("tiny")

            def read(self, num_bytes, stream):
                piece, self.rest = self.rest[:num_bytes], self.rest[num_bytes:]
                return piece

            def seek(self, offset, where, answer=answer, steps=steps):
                steps.called("seek", offset, where.name)
                return Answers(answer).next()

        reader = Reader()
        b.keep.append(reader)
        steps.ask(b.runtime, "deserialize_cuda_engine", reader)
        out[repr(answer)] = steps.told
    return out


def probe_wrong_answers_of_an_async_memory_allocator(b):
    if major(b) == 8:
        return "only from 10"
    steps = Steps(b)
    for answer in (0, *WRONG):
        steps.say(repr(answer))

        class Memory(b.trt.IGpuAsyncAllocator):
            def __init__(self):
                b.trt.IGpuAsyncAllocator.__init__(self)

            def allocate_async(self, size, alignment, *flags_and_stream, answer=answer):
                steps.called("allocate_async", size, alignment, *map(int, flags_and_stream))
                return Answers(answer).next()

            def deallocate_async(self, memory, stream, answer=answer):
                steps.called("deallocate_async", address(memory), stream)
                return Answers(answer or True).next()

        context, memory = b.context("nonzero"), Memory()
        b.keep.append(memory)
        steps.put(context, "temporary_allocator", None)
        context.temporary_allocator = memory
        feed(b, context, "nonzero")
        b.bind(context, "indices")
        steps.ask(context, "execute_async_v3", 256)
    return steps.told


def probe_refused(b):
    """What TensorRT itself refuses, of members that take whatever is of the right type."""
    steps = Steps(b)
    engine = b.engine("digits")
    steps.put(b.trt.get_plugin_registry(), "parent_search_enabled", False)
    steps.put(b.trt.get_plugin_registry(), "parent_search_enabled", True)
    for setting in ("DLA_core", "max_threads", "tempfile_control_flags", "temporary_directory"):
        steps.put(b.runtime, setting, 2**40)
    if major(b) == 10:
        steps.ask(engine, "has_implicit_batch_dimension")
        streaming = b.runtime.deserialize_cuda_engine(b.plan("streaming"))
        for budget in (-1, 0, 1 << 18, 1):
            steps.put(streaming, "weight_streaming_budget", budget)
    if major(b) > 8:
        config = engine.create_serialization_config()
        for flags in (1, 1 << 20, -1, "x"):
            steps.put(config, "flags", flags)
        steps.ask(engine, "serialize_with_config", None)
        info = memory_allocator(b, steps, {}).interface_info
        steps.say(info.kind, info.major, info.minor)
        for member, value in (("major", 7), ("minor", 8), ("major", "x"), ("minor", 1.5)):
            steps.put(info, member, value)
        for value in ("Mine", 5):  # which is not read back: NVIDIA's keeps the address of a string that is gone
            steps.write(info, "kind", value)
    return steps.told


def probe_host_memory_in_full(b):
    memory = b.engine("refit").serialize()
    view = memoryview(memory)
    return [memory.nbytes == view.nbytes, view.contiguous, bytes(view[:4]) == b.plan("refit")[:4], CHAIN.shape, F(1)]


def probe_bindings_of_shape_tensors(b):
    if major(b) != 8:
        return "only in 8"
    steps = Steps(b)
    engine = b.engine("reshape")
    for profile, binding in ((0, 0), (0, "shape"), (0, "data"), (9, "shape"), (0, 9), (0, "nothing")):
        steps.ask(engine, "get_profile_shape_input", profile, binding)
    steps.say(sorted(FEEDS["reshape"]))
    return steps.told
