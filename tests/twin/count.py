"""Counts what a program uses of NVIDIA's binding, and whether rightly or wrongly.

Each class and each module function is wrapped in place, by the members that the facts name.  A use is right if it
returns and logs no error, else wrong.  What TensorRT calls is counted in the program's own classes: right if it gave an
answer of the type that TensorRT wants, else wrong.
"""

from __future__ import annotations

import functools
from fnmatch import fnmatchcase
from pathlib import Path

EXCEPTIONS = Path(__file__).parents[1] / "api" / "exceptions.txt"

#: member → in which ways it was used in this process
uses = {}

#: what overridden methods answer; those that are not here answer nothing
_ANSWERS = {
    **dict.fromkeys(("allocate", "allocate_async", "reallocate", "reallocate_output", "reallocate_output_async"), int),
    **dict.fromkeys(("deallocate", "deallocate_async", "has_overflowed", "report_error", "process_debug_tensor"), bool),
    **dict.fromkeys(("num_errors", "get_num_errors"), int),
    "get_error_desc": str,
    "read": (bytes, bytearray, memoryview),
    "seek": bool,
    "write": int,
}

_errors = []  # the log of the program, which grows with each error


def note(member, way):
    uses.setdefault(member, set()).add(way)


def listen(log):
    """Takes the list that the program's logger puts errors in."""
    global _errors
    _errors = log


def left_out(major):
    """Patterns of the classes and members that trt_cffi has not."""
    lines = [line.split(" | ") for line in EXCEPTIONS.read_text().splitlines() if line and line[0] != "#"]
    return [subject for majors, subject, what, *_ in lines if what == "missing" and str(major) in majors.split()]


def is_left_out(name, patterns):
    return any(fnmatchcase(name, pattern) for pattern in patterns)


def instrument(module, facts):
    """Wraps what the facts name of a module."""
    for name in facts["functions"]:
        if hasattr(module, name):
            setattr(module, name, _counted(name, getattr(module, name)))
    for name, described in facts["classes"].items():
        cls = getattr(module, name, None)
        if cls is not None:
            overridden = described["area"] == "callback" and not _is_concrete(cls)
            _instrument_class(cls, name, described["members"], overridden)


def _is_concrete(cls):
    """Whether it is one of the package's own callback classes, such as Logger: nothing of it can be overridden."""
    return not cls.__name__.startswith("I")


def _instrument_class(cls, owner, members, overridden):
    for name, fact in members.items():
        found, member = vars(cls).get(name), f"{owner}.{name}"
        if isinstance(found, property) and type(found) is property:
            read = found.fget and _counted(member, found.fget, "read")
            write = found.fset and _counted(member, found.fset, "written")
            setattr(cls, name, property(read, write, doc=found.__doc__))
        elif isinstance(fact, list) and callable(found) and (name[0] == "_" or not overridden):
            setattr(cls, name, _counted(member, found))
    if overridden:
        points = [name for name, fact in members.items() if isinstance(fact, list) and name[0] != "_"]
        cls.__init_subclass__ = classmethod(functools.partial(_hear, owner, points))


def _counted(member, function, way="called"):
    @functools.wraps(function, assigned=("__name__", "__doc__"))
    def use(*arguments, **keywords):
        before = len(_errors)
        try:
            answer = function(*arguments, **keywords)
        except BaseException:
            note(member, f"{way} wrongly")
            raise
        note(member, f"{way} wrongly" if len(_errors) > before else way)
        return answer

    return use


def _hear(owner, points, cls, **keywords):
    for name in points:
        if name in vars(cls):
            setattr(cls, name, _heard(f"{owner}.{name}", vars(cls)[name], _ANSWERS.get(name, type(None))))


def _heard(member, method, answers):
    @functools.wraps(method)
    def called(*arguments):
        try:
            answer = method(*arguments)
        except BaseException:
            note(member, "called wrongly")
            raise
        note(member, "called" if isinstance(answer, answers) else "called wrongly")
        return answer

    return called
