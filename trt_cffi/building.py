"""`build`: from an ONNX model to a plan's bytes."""

from __future__ import annotations

import os
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from trt_cffi.arguments import buffer
from trt_cffi.errors import BuildError, ModelError, NotAvailableError
from trt_cffi.files import write_whole
from trt_cffi.library import Library, open_library
from trt_cffi.logger import default_logger
from trt_cffi.onnx_file import Model, external_paths
from trt_cffi.plan import read_header
from trt_cffi.profiles import ranges
from trt_cffi.shim import last_error
from trt_cffi.versions import product

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from trt_cffi.builder import Builder
    from trt_cffi.builder_config import IBuilderConfig
    from trt_cffi.logger import ILogger
    from trt_cffi.network import INetworkDefinition, ITensor
    from trt_cffi.onnx_parser import OnnxParser, ParserError
    from trt_cffi.profiles import Profile
    from trt_cffi.progress_monitor import IProgressMonitor

__all__ = ["Source", "build"]

# Options that are a BuilderFlag.
_FLAGS = {
    "fp16": "FP16",
    "bf16": "BF16",
    "int8": "INT8",
    "fp8": "FP8",
    "version_compatible": "VERSION_COMPATIBLE",
    "exclude_lean_runtime": "EXCLUDE_LEAN_RUNTIME",
    "refittable": "REFIT",
    "strip_weights": "STRIP_PLAN",
    "weight_streaming": "WEIGHT_STREAMING",
}
_PRECISIONS = ("fp16", "bf16", "int8", "fp8")


def build(
    model: Any,
    *,
    profiles: Sequence[Profile] = (),
    fp16: bool = False,
    bf16: bool = False,
    int8: bool = False,
    fp8: bool = False,
    tf32: bool = True,
    strongly_typed: bool = False,
    version_compatible: bool = False,
    exclude_lean_runtime: bool = False,
    hardware_compatibility: Any = None,
    optimization_level: int | None = None,
    workspace: int | None = None,
    max_aux_streams: int | None = None,
    tactic_sources: Iterable[Any] | None = None,
    refittable: bool = False,
    strip_weights: bool = False,
    weight_streaming: bool = False,
    timing_cache: str | os.PathLike[str] | None = None,
    profiling_verbosity: Any = None,
    debug: Iterable[str] = (),
    compute_capabilities: Iterable[Any] = (),
    library: Library | str | os.PathLike[str] | None = None,
    logger: ILogger | None = None,
    progress: IProgressMonitor | None = None,
) -> bytes:
    """The bytes of a plan that is built from an ONNX model. It takes from seconds to hours.

    Args:
        model: the path of an ONNX file, from whose folder weights are read that are kept in files beside it; its bytes;
            or an onnx.ModelProto, which is not changed.
        profiles: for each optimization profile a dictionary {input: (min, opt, max)}. The three are shapes, and for an
            input whose values shapes are computed from (a shape tensor) they are values. Every input without a fixed
            shape, and every shape tensor, must be in each profile.
        fp16: let kernels compute in half precision. There until 10; from 11 on the model's own types decide.
        bf16: the same for bfloat16. TensorRT 10 only.
        int8: the same for INT8, for a model that is quantized. There until 10.
        fp8: the same for FP8. There until 10.
        tf32: let kernels compute float32 in TF32.
        strongly_typed: take the model's types as they are, TensorRT 10 on; from 11 on always.
        version_compatible: a plan that lean runtimes of the same major version run, too. TensorRT 8.6 on.
        exclude_lean_runtime: of such a plan, leave out the runtime that it brings along.
        hardware_compatibility: which other GPUs the plan is for, a HardwareCompatibilityLevel or its name.
        optimization_level: 0 builds fastest, 5 searches longest for a fast engine. None: TensorRT's, which is 3.
        workspace: most bytes of device memory for temporary values. None: all of the GPU's.
        max_aux_streams: most CUDA streams that the engine uses beside its own. None: as TensorRT thinks.
        tactic_sources: where kernels may come from, of TacticSource, or their names. None: as TensorRT thinks.
        refittable: the weights can be replaced in the engine.
        strip_weights: leave out weights that a refitter puts back. TensorRT 10 on.
        weight_streaming: the engine takes a budget of device memory for its weights. TensorRT 10 on.
        timing_cache: a file for what is found out of the speed of kernels: read if it is there, written afterwards.
        profiling_verbosity: what the engine will tell of its layers, a ProfilingVerbosity or its name.
        debug: tensors for a debug listener to see. TensorRT 10 on.
        compute_capabilities: which GPUs the plan is for, of ComputeCapability, or their names such as "SM89". None of
            them: the one at hand. TensorRT for RTX only.
        library: a Library, or what `open_library` takes. None: the default one. With a simulator the result is a plan
            for it, see `trt_cffi.simulator.build`: precision, levels and limits make no difference there.
        logger: where TensorRT's messages go; by default one `Logger` for all that are given none.
        progress: is told how far it is, and can stop it. TensorRT 10 on; a simulator never calls it.

    Raises:
        ModelError: the model is none, is damaged, or has what TensorRT cannot do; it names the node.
        BuildError: TensorRT could not build it, or was stopped.
        NotAvailableError: the library has no builder, or not in its version what was asked for.
        LibraryNotFoundError: there is no library, or no parser beside it.
        ValueError, TypeError: arguments that fit neither the model nor each other, and what to write.
        OSError: a file cannot be read or written.
    """
    chosen = library if isinstance(library, Library) else open_library(library)
    lists = {"debug": debug, "tactic_sources": tactic_sources, "compute_capabilities": compute_capabilities}
    for name, given in lists.items():
        if isinstance(given, str):
            raise TypeError(f"{name} is a list of names: write {name}=[{given!r}]")
    asked = {
        "fp16": fp16,
        "bf16": bf16,
        "int8": int8,
        "fp8": fp8,
        "version_compatible": version_compatible,
        "exclude_lean_runtime": exclude_lean_runtime,
        "refittable": refittable,
        "strip_weights": strip_weights,
        "weight_streaming": weight_streaming,
    }
    options = _Options(
        flags=[_FLAGS[name] for name, on in asked.items() if on and _there(chosen, name)],
        tf32=tf32,
        strongly_typed=strongly_typed,
        hardware=_named(chosen, "HardwareCompatibilityLevel", hardware_compatibility),
        verbosity=_named(chosen, "ProfilingVerbosity", profiling_verbosity),
        level=optimization_level,
        workspace=workspace,
        aux_streams=max_aux_streams,
        sources=None if tactic_sources is None else [_named(chosen, "TacticSource", each) for each in tactic_sources],
        timings=None if timing_cache is None else Path(timing_cache),
        debug=list(debug),
        capabilities=[_named(chosen, "ComputeCapability", each) for each in _only_rtx(chosen, compute_capabilities)],
        progress=progress,
    )
    options.check(chosen)
    source = Source(model)
    if chosen.simulator:
        from trt_cffi import simulator

        return simulator.build(
            model,
            profiles,
            "rtx" if chosen.rtx else chosen.version[0],
            max_aux_streams=max_aux_streams,
            refittable=refittable,
            weight_streaming=weight_streaming,
            hardware_compatibility=options.hardware or "NONE",
            profiling_verbosity=options.verbosity or "LAYER_NAMES_ONLY",
            debug=options.debug,
        )
    with ExitStack() as stack:
        return _Build(chosen, logger or default_logger(), stack).plan(source, profiles, options)


@dataclass
class _Options:
    """What was asked for, as the library takes it."""

    flags: list[str]  # of BuilderFlag
    tf32: bool
    strongly_typed: bool
    hardware: Any
    verbosity: Any
    level: int | None
    workspace: int | None
    aux_streams: int | None
    sources: list[Any] | None
    timings: Path | None
    debug: list[str]
    capabilities: list[Any]
    progress: IProgressMonitor | None

    def check(self, library: Library) -> None:
        """Raise NotAvailableError for what the library's version has not."""
        if library._like[0] >= 10:
            return
        given = {"strongly_typed": self.strongly_typed, "debug": self.debug, "progress": self.progress}
        for what, value in given.items():
            if value:
                raise NotAvailableError.of(what, library.version, since="10.0")


def _there(library: Library, option: str) -> bool:
    """Whether the version has an option that is a flag. Raises NotAvailableError when it does not."""
    if _FLAGS[option] in library.BuilderFlag.__members__:
        return True
    if option in _PRECISIONS and library._like[0] >= 11:
        raise NotAvailableError(
            f"{option} is not available in {product(library.version)} {library.__version__}: from 11 on networks are "
            "strongly typed, so that the model's own types decide; convert the model instead"
        )
    raise NotAvailableError.of(option, library.version, since="10.0")


def _only_rtx(library: Library, capabilities: Iterable[Any]) -> list[Any]:
    asked = list(capabilities)
    if asked and not library.rtx:
        raise NotAvailableError(f"compute_capabilities are not available in {library}; only TensorRT for RTX has them")
    return asked


def _named(library: Library, enum: str, value: Any) -> Any:
    """A member of an enum, by itself or by its name in any case; None stays None."""
    members = getattr(library, enum).__members__
    if not isinstance(value, str):
        return None if value is None else getattr(library, enum)(library._number(enum, value))
    if value.upper() not in members:
        version = f"{product(library.version)} {library.__version__}"
        raise ValueError(f"{value!r} is no {enum} of {version}: {', '.join(members)}")
    return members[value.upper()]


class Source:
    """The model: its bytes, and where they come from."""

    def __init__(self, model: Any) -> None:
        self.path: Path | None = None
        if isinstance(model, (str, os.PathLike)):
            self.path = Path(model)
            self.data = memoryview(self.path.read_bytes())
        elif hasattr(model, "SerializeToString"):
            self.data = memoryview(model.SerializeToString())
        else:
            self.data = buffer(model, "a model that is neither a path nor an onnx.ModelProto")
        try:
            self.structure = Model(self.data)
        except ValueError as error:
            is_plan = read_header(self.data).kind != "unknown"
            raise ModelError(f"{self}: {'this is a plan already, no ONNX model' if is_plan else error}") from None
        locations = self.structure.locations
        self.weights: dict[str, Path] = {}  # the files that they are in, by the model's names for them
        if self.path is not None:
            self.weights = dict(zip(locations, external_paths(self.path, locations), strict=True))
        elif locations:
            raise ValueError(
                f"the model has weights in {locations[0]!r}: give the path of its file, beside which they are"
            )

    def __str__(self) -> str:
        return "the model" if self.path is None else str(self.path)

    def digests(self) -> dict[str, str]:
        """The SHA-256 of the model, under "", and of each file with weights, in hexadecimal."""
        import hashlib
        import mmap

        found = {"": hashlib.sha256(self.data).hexdigest()}
        for location, path in self.weights.items():
            with path.open("rb") as file:
                digest = hashlib.sha256()
                if os.fstat(file.fileno()).st_size:  # what is empty cannot be mapped
                    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
                        digest.update(data)
                found[location] = digest.hexdigest()
        return found


@dataclass(frozen=True)
class _Input:
    """An input of the network, for the ranges of profiles."""

    name: str
    dims: tuple[int, ...]
    is_shape: bool
    is_input: bool = field(default=True, init=False)


class _Build:
    """One build, whose objects end with a stack."""

    def __init__(self, library: Library, logger: ILogger, stack: ExitStack) -> None:
        self.library, self.logger, self.stack = library, logger, stack
        self.builder: Builder = library.Builder(logger)
        stack.callback(self.builder.close)

    def plan(self, source: Source, profiles: Sequence[Profile], options: _Options) -> bytes:
        network = self._network(source, options.strongly_typed)
        inputs = [network.get_input(index) for index in range(network.num_inputs)]
        checked = ranges(profiles, [_Input(t.name or "", tuple(t.shape), t.is_shape_tensor) for t in inputs if t])
        for name in options.debug:
            network.mark_debug(_tensor(network, name))
        config = self._config(options)
        for each in checked if profiles else ():
            profile = self.builder.create_optimization_profile()
            for given in each:
                set_range = profile.set_shape_input if given.is_values else profile.set_shape
                set_range(given.tensor, given.least, given.best, given.most)
            config.add_optimization_profile(profile)
        cache = self._timings(config, options.timings)
        memory = self.builder.build_serialized_network(network, config)
        if memory is None:
            messages = last_error(self.library._shim).splitlines()
            raise BuildError(f"{self.library} could not build {source}, or was stopped", messages=messages)
        if cache is not None and options.timings is not None:
            write_whole(options.timings, cache.serialize() or b"")
        return bytes(memory)

    def _network(self, source: Source, strongly_typed: bool) -> INetworkDefinition:
        flags = self.library.NetworkDefinitionCreationFlag.__members__
        bits = 1 << int(flags["EXPLICIT_BATCH"]) if self.library._like[0] == 8 else 0
        if strongly_typed:
            bits |= 1 << int(flags["STRONGLY_TYPED"])
        network = self.builder.create_network(bits)
        parser: OnnxParser = self.library.OnnxParser(network, self.logger)
        if not parser.parse(source.data, source.path):
            logged = last_error(self.library._shim).splitlines()
            errors = [error for error in map(parser.get_error, range(parser.num_errors)) if error]
            said = "; ".join(_said(error, source.structure) for error in errors) or "the parser does not say why"
            messages = () if errors else logged
            raise ModelError(f"{source} cannot be parsed: {said}", messages=messages, errors=errors)
        return network

    def _config(self, options: _Options) -> IBuilderConfig:
        trt, config = self.library, self.builder.create_builder_config()
        for name in options.flags:
            config.set_flag(trt.BuilderFlag[name])
        if "STRIP_PLAN" in options.flags and "REFIT" not in options.flags:
            config.set_flag(trt.BuilderFlag.REFIT_IDENTICAL)
        if not options.tf32:
            config.clear_flag(trt.BuilderFlag.TF32)
        if options.hardware is not None:
            config.hardware_compatibility_level = options.hardware
        if options.verbosity is not None:
            config.profiling_verbosity = options.verbosity
        if options.level is not None:
            config.builder_optimization_level = options.level
        if options.workspace is not None:
            config.set_memory_pool_limit(trt.MemoryPoolType.WORKSPACE, options.workspace)
        if options.aux_streams is not None:
            config.max_aux_streams = options.aux_streams
        if options.sources is not None:
            bits = sum(1 << int(source) for source in set(options.sources))
            if not config.set_tactic_sources(bits):
                raise trt._refusal(f"{trt} does not take the tactic sources {options.sources}")
        if options.capabilities:
            config.num_compute_capabilities = len(options.capabilities)
            for place, capability in enumerate(options.capabilities):
                if not config.set_compute_capability(capability, place):
                    raise trt._refusal(f"{trt} does not build for {capability}")
        if options.progress is not None:
            config.progress_monitor = options.progress
        return config

    def _timings(self, config: IBuilderConfig, path: Path | None) -> Any:
        """The timing cache that the build adds to, or None."""
        if path is None:
            return None
        try:
            known = path.read_bytes()
        except FileNotFoundError:
            known = b""
        cache = config.create_timing_cache(known)
        if cache is None or not config.set_timing_cache(cache, False):
            raise ValueError(
                f"{path} is no timing cache of {self.library} and this GPU: give another file, or delete this one"
            )
        return cache


def _said(error: ParserError, model: Model) -> str:
    """An error of the parser in a line, with the node's name and operator, which 8 does not tell."""
    node = model.node(error.node())
    name, operator = (error.node_name(), error.node_operator()) if error.node_operator() else node or ("", "")
    where = f"node {error.node()} {name!r} ({operator}): " if operator else ""
    return f"{where}{error.code().name}: {error.desc()}"


def _tensor(network: INetworkDefinition, name: str) -> ITensor:
    """The tensor of a name that a layer makes."""
    for layer in network:
        for index in range(layer.num_outputs):
            tensor = layer.get_output(index)
            if tensor is not None and tensor.name == name:
                return tensor
    raise ValueError(f"debug names {name!r}, which no layer of the network makes")
