"""A step of a loop, as programs write it: NVIDIA's package, trt_cffi by the same calls, by a step, by a CUDA graph."""

from __future__ import annotations

import resource
from typing import TYPE_CHECKING, Any

import trt_cffi
from benchmarks.loops import library_time
from benchmarks.measure import alternate, timer
from benchmarks.run import main
from benchmarks.sides import Memory, plans_folder, sides

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from benchmarks.sides import Side

    Row = dict[str, Any]

_STEPS_FOR_MEMORY = 1_000_000


def measure() -> list[Row]:
    memory = Memory(trt_cffi.default_library())
    rows = [*_tiny(memory), *_shapes(memory), *_data_dependent(memory)]
    if not memory.simulator:
        for model in ("tiny", "digits", "resnet"):
            rows += _graph(memory, model)
    return [*rows, _growth(memory)]


def _calls(side: Side, stream: int) -> Callable[[], None]:
    """The step as it is written with NVIDIA's names: the addresses of all tensors, and a launch."""
    set_address, execute, tensors = side.context.set_tensor_address, side.context.execute_async_v3, side.addresses
    statements = [f"set_address({name!r}, {address})" for name, address in tensors.items()]
    return _function([*statements, f"execute({stream})"], set_address=set_address, execute=execute)


def _function(statements: list[str], **names: Any) -> Callable[[], None]:
    exec("def step():\n    " + "\n    ".join(statements), names)  # without loops or lookups of its own
    step: Callable[[], None] = names["step"]
    return step


def _row(what: str, official: float, ours: float, least: float | None = None) -> Row:
    """least: what the library itself takes, so that the ratio is of what the bindings add."""
    row: Row = {"step": what, "official us": official / 1000, "trt_cffi us": ours / 1000, "ratio": ours / official}
    if least is not None:
        row |= {"library us": least / 1000, "ratio net": (ours - least) / (official - least)}
    return row


def _tiny(memory: Memory) -> Iterator[Row]:
    official, ours = sides("tiny", plans_folder(), memory)
    stream = memory.stream()
    step = ours.context.prepare(stream)
    held = ours.context.prepare(stream, hold_gil=True)
    one, other = tuple(ours.addresses.values()), tuple(memory.alloc(1 << 16) for _ in ours.addresses)
    names = {"run": step.run, "one": one, "other": other, "launch": step.launch, "held": held.run}
    two = {"set": official.context.set_tensor_address, "launch": official.context.execute_async_v3}
    swap = "; ".join(
        f"set('{name}', {where})" for each in (one, other) for name, where in zip(ours.addresses, each, strict=True)
    )
    first = swap.split("; ")[: len(one)]
    second = swap.split("; ")[len(one) :]
    alternating = "; ".join([*first, f"launch({stream})", *second, f"launch({stream})"])
    times = alternate(
        [
            timer(_calls(official, stream)),
            timer(_calls(ours, stream)),
            timer("run(one)", names),
            timer("launch()", names),
            timer("held(one)", names),
            timer(alternating, two),
            timer("run(one); run(other)", names),
            library_time(ours.context, ours.addresses, stream),
        ],
        between=memory.wait,
    )
    theirs, same, run, launch, gil, theirs_swapped, swapped, least = times
    yield _row("tiny: 2 addresses + enqueue, by the same calls", theirs, same, least)
    yield _row("tiny: 2 addresses + enqueue, by step.run", theirs, run, least)
    yield _row("tiny: 2 addresses + enqueue, by step.run with hold_gil", theirs, gil, least)
    yield _row("tiny: the same again, by step.launch", theirs, launch, least)
    yield _row("tiny: 2 new addresses + enqueue, by step.run", theirs_swapped / 2, swapped / 2, least)


def _shapes(memory: Memory) -> Iterator[Row]:
    official, ours = sides("digits", plans_folder(), memory)
    stream = memory.stream()
    shape = ours.shapes["images"]
    step, addresses = ours.context.prepare(stream), tuple(ours.addresses.values())
    half = (shape[0] // 2, *shape[1:])

    def calls(side: Side) -> Any:
        names = {"set_shape": side.context.set_input_shape, "step": _calls(side, stream), "a": shape, "b": half}
        return timer("set_shape('images', a); step(); set_shape('images', b); step()", names)

    names = {"run": step.run, "all": addresses, "a": (shape, None), "b": (half, None)}
    theirs, same, run = alternate(
        [calls(official), calls(ours), timer("run(all, a); run(all, b)", names)], between=memory.wait
    )
    yield _row("digits: another shape each time, by the same calls", theirs / 2, same / 2)
    yield _row("digits: another shape each time, by step.run", theirs / 2, run / 2)


def _data_dependent(memory: Memory) -> Iterator[Row]:
    official, ours = sides("nonzero", plans_folder(), memory)
    stream, room = memory.stream(), memory.alloc(1 << 20)

    class Allocator(official.trt.IOutputAllocator):  # type: ignore[misc, name-defined]
        def __init__(self) -> None:
            official.trt.IOutputAllocator.__init__(self)

        def reallocate_output(self, tensor_name: str, memory: int, size: int, alignment: int) -> int:
            return room

        def notify_shape(self, tensor_name: str, shape: Any) -> None:
            self.shape = shape

    output, theirs = trt_cffi.DeviceOutput(), Allocator()
    name = next(n for n in ours.addresses if n not in ours.shapes)
    official.context.set_output_allocator(name, theirs)
    ours.context.set_output_allocator(name, output)
    del official.addresses[name]  # of both: the allocators give it
    step = ours.context.prepare(stream)
    addresses = dict(ours.addresses)
    step.run(addresses)
    memory.wait()
    least = library_time(ours.context, {n: a for n, a in ours.addresses.items() if n != name}, stream)
    a, b, c = alternate([timer(_calls(official, stream)), timer(step.launch), least], between=memory.wait)
    yield _row("nonzero: official with a Python allocator, ours with DeviceOutput", a, b, c)


def _graph(memory: Memory, model: str) -> Iterator[Row]:
    from cuda.bindings import driver

    official, ours = sides(model, plans_folder(), memory)
    number = memory.stream()
    stream = driver.CUstream(number)
    step = ours.context.prepare(number)
    step.run(tuple(ours.addresses.values()))
    memory.wait()
    graph = step.capture()
    names = {"graph": graph.launch, "run": step.run, "all": tuple(ours.addresses.values())}
    names |= {"step": _calls(official, number), "wait": driver.cuStreamSynchronize, "stream": stream}
    # few launches a turn: when CUDA's queue is full, a launch waits for the GPU
    options: Any = {"between": memory.wait, "seconds": 0.0004, "rounds": 201}
    theirs, run, launched = alternate(
        [timer("step()", names), timer("run(all)", names), timer("graph()", names)], **options
    )
    yield _row(f"{model}: by step.run", theirs, run)
    yield _row(f"{model}: by a CUDA graph", theirs, launched)
    theirs, launched = alternate(
        [timer("step(); wait(stream)", names), timer("graph(); wait(stream)", names)], **options
    )
    yield _row(f"{model}: by a CUDA graph, with a stream synchronize", theirs, launched)


def _growth(memory: Memory) -> Row:
    """How much memory a million steps leave behind, after a few that warm up."""
    _, ours = sides("tiny", plans_folder(), memory)
    step, addresses = ours.context.prepare(memory.stream()), tuple(ours.addresses.values())
    for _ in range(1000):
        step.run(addresses)
    memory.wait()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for _ in range(_STEPS_FOR_MEMORY):
        step.run(addresses)
    memory.wait()
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    return {"step": f"tiny: memory after {_STEPS_FOR_MEMORY:,} times step.run", "note": f"{grown} kB more"}


if __name__ == "__main__":
    columns = ("step", "official us", "trt_cffi us", "ratio", "library us", "ratio net", "note")
    main("benchmarks.steps", __doc__, measure, columns)
