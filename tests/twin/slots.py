"""Error recorders and allocators whose every method is called: right answers, and each method's wrong ones.

Written as probes, for the library of `caller.cpp`.
"""

from tests.twin.members import WRONG, Answers
from tests.twin.program import Steps, major


def overriding(b, base, steps, answers):
    """An object of a class that overrides methods of an interface, with what each answers."""

    def method(name, answer):
        def called(self, *arguments):
            steps.called(name, *(getattr(value, "name", value) for value in arguments))
            return Answers(answer).next()

        return called

    cls = type("Overriding", (base,), {name: method(name, answer) for name, answer in answers.items()})
    made = cls()
    b.keep.append(made)
    return made


def asked(b, base, answers, setting):
    """What the library calls and is answered: when all is right, and when one method after the other is wrong."""
    out = {}
    for wrong in (None, *answers):
        for answer in WRONG if wrong else (None,):
            steps = Steps(b)
            made = overriding(b, base, steps, answers | ({wrong: answer} if wrong else {}))
            before = len(b.log)
            steps.say("set", *b.attempt(setattr, b.runtime, setting, made))
            steps.say("answers", [text for _, text in b.log[before:]])
            out[f"{wrong} {answer!r}" if wrong else "right"] = steps.told
            del b.log[before:]
    return out


def probe_every_method_of_an_error_recorder(b):
    answers = {
        "report_error": True,
        "get_num_errors": 3,
        "get_error_code": b.trt.ErrorCodeTRT.INVALID_STATE,
        "has_overflowed": True,
        "clear": None,
        "get_error_desc": "mine",
    }
    return asked(b, b.trt.IErrorRecorder, answers, "error_recorder")


ALLOCATOR = {"allocate": 0x2000, "reallocate": 0x3000, "deallocate": True}


def probe_every_method_of_a_memory_allocator(b):
    answers = ALLOCATOR | ({"free": None} if major(b) == 8 else {})
    return asked(b, b.trt.IGpuAllocator, answers, "gpu_allocator")


def probe_every_method_of_an_async_memory_allocator(b):
    if major(b) == 8:
        return "only from 10"
    answers = {"allocate_async": 0x4000, "reallocate": 0x3000, "deallocate_async": True}
    return asked(b, b.trt.IGpuAsyncAllocator, answers, "gpu_allocator")
