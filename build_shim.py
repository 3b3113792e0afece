#!/usr/bin/env python3
"""Builds everything that is compiled or generated, from a clone with nothing but Python and a C++17 compiler.

    python build_shim.py                    all eight libraries, in place, in trt_cffi/native/
    python build_shim.py shim10 sim10       only these
    python build_shim.py --cdef             trt_cffi/_cdef.py from shim/trt_shim.h (needs cffi)

It is also the package's build hook for hatchling. Where the machine has no C++17 compiler, or TRT_CFFI_COMPILER=zig
asks for it, the compiler is the one in the package `ziglang`, which can aim at an older glibc than the machine's.
"""

from __future__ import annotations

import argparse
import concurrent.futures
import contextlib
import fcntl
import fnmatch
import functools
import importlib.util
import os
import platform
import re
import shlex
import shutil
import struct
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent
SHIM = ROOT / "shim"
NATIVE = ROOT / "trt_cffi" / "native"
CDEF = ROOT / "trt_cffi" / "_cdef.py"
BUILD = ROOT / "build"

TENSORRTS = ("8", "10", "11", "rtx")
GLIBC = (2, 28)
ZIG_REQUIREMENT = "ziglang>=0.13"
GLIBC_LIBRARIES = {"libc.so.6", "libdl.so.2", "libm.so.6", "libpthread.so.0"}
MAX_SHIM_BYTES = 200_000
MAX_SHIM_TLS_BYTES = 256

COMPILE_FLAGS = [
    *("-std=c++17", "-O2", "-fPIC", "-fvisibility=hidden", "-fvisibility-inlines-hidden"),
    *("-fno-exceptions", "-fno-rtti", "-fno-strict-aliasing", "-ffunction-sections", "-fdata-sections"),
    *("-Wall", "-Wextra", "-Wno-unused-parameter"),
    f"-ffile-prefix-map={ROOT}=.",
]
# Nothing is ever thrown through the shim. Clang leaves unwind tables out only when asked twice.
SMALL = ["-Os", "-fno-asynchronous-unwind-tables", "-fno-unwind-tables"]
# What no launch runs through is compiled to be small: all of shim/builder, and of shim/ these.
SMALL_SOURCES = {"configs", "library", "plugin_registry", "refitter", "rtx", "runtime", "streams"}
LINK_FLAGS = [
    *("-shared", "-fPIC", "-s", "-Wl,--no-undefined", "-Wl,--gc-sections", "-Wl,--as-needed", "-Wl,--build-id=none"),
    *("-Wl,-z,relro", "-Wl,-z,now", "-Wl,-z,noexecstack", "-Wl,--hash-style=gnu"),
]


class BuildError(Exception):
    """Said to the user as it is, without a traceback."""


# Compilers


class Compiler(NamedTuple):
    """A command that compiles C++17 and links shared libraries, and what it takes to do so here."""

    name: str
    command: tuple[str, ...]
    without_cxx_runtime: tuple[str, ...]
    with_cxx_runtime: tuple[str, ...]

    @property
    def is_zig(self) -> bool:
        return self.name == "zig"

    @property
    def platform_tag(self) -> str:
        """The wheel platform that its libraries run on: of the machine's own compiler only this very system is sure."""
        prefix = "manylinux_{}_{}".format(*GLIBC) if self.is_zig else "linux"
        return f"{prefix}_{platform.machine()}"


def zig() -> Compiler:
    target = "{}-linux-gnu.{}.{}".format(platform.machine(), *GLIBC)
    # Zig adds UBSan unless told otherwise, and links its own libc++ statically.
    command = (sys.executable, "-m", "ziglang", "c++", "-target", target, "-fno-sanitize=all")
    return Compiler("zig", command, ("-nostdlib++",), ("-ldl", "-lpthread"))


@functools.cache
def machine_compiler() -> Compiler | None:
    """The first of $CXX, c++, g++ and clang++ that compiles and links C++17, or None."""
    chosen = os.environ.get("CXX", "").strip()
    for candidate in filter(None, (chosen, "c++", "g++", "clang++")):
        command = tuple(shlex.split(candidate))
        # A static libstdc++ is not everywhere; a library for this machine may use the shared one as well.
        for runtime in (("-static-libstdc++", "-static-libgcc"), ()):
            if _builds_cxx17((*command, *runtime)):
                # -nostdlib++ would say it shorter, but gcc knows it only since 13.
                without = ("-nodefaultlibs", "-lc", "-lm", "-ldl", "-lpthread", "-lgcc")
                name = re.sub(r"[^\w.+-]+", "_", candidate)
                return Compiler(name, command, without, (*runtime, "-ldl", "-lpthread"))
        if candidate == chosen:
            print(f"build_shim.py: CXX={chosen} does not build C++17; trying other compilers", file=sys.stderr)
    return None


def _builds_cxx17(command: tuple[str, ...]) -> bool:
    if shutil.which(command[0]) is None:
        return False
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "probe.cpp")
        source.write_text('#include <string>\nstd::string f() { if constexpr (sizeof(int) > 1) return "x"; }\n')
        flags = ("-std=c++17", "-fPIC", "-shared", "-o", str(source.with_suffix(".so")))
        return subprocess.run([*command, *flags, str(source)], check=False, capture_output=True).returncode == 0


def needs_zig() -> bool:
    choice = os.environ.get("TRT_CFFI_COMPILER", "")
    if choice not in ("", "zig"):
        raise BuildError(f"TRT_CFFI_COMPILER={choice!r}: it may be 'zig'; any other compiler is chosen by CXX")
    return choice == "zig" or machine_compiler() is None


def find_compiler() -> Compiler:
    if needs_zig():
        if importlib.util.find_spec("ziglang") is None:
            raise BuildError("no C++17 compiler ($CXX, c++, g++, clang++): install one, or `pip install ziglang`")
        return zig()
    compiler = machine_compiler()
    assert compiler is not None  # else needs_zig()
    return compiler


# What to build


class Target(NamedTuple):
    """One shared library: the shim or the simulator, for one major version of TensorRT, or for TensorRT for RTX."""

    kind: str
    tensorrt: str

    @property
    def major(self) -> int:
        """The major version whose tables it has."""
        return 11 if self.tensorrt == "rtx" else int(self.tensorrt)

    @property
    def name(self) -> str:
        return f"{self.kind}{self.tensorrt}"

    @property
    def file(self) -> str:
        return f"libtrt_{self.name}.so"

    @property
    def folder(self) -> Path:
        return SHIM if self.kind == "shim" else SHIM / "simulator"

    @property
    def guests(self) -> Path | None:
        """Where there are bodies that nothing which runs a plan enters."""
        return SHIM / "builder" if self.kind == "shim" else None

    @property
    def sources(self) -> list[Path]:
        guests = self.guests.glob("*.cpp") if self.guests else ()
        return sorted([*self.folder.glob("*.cpp"), *guests])

    def is_small(self, source: Path) -> bool:
        """Whether no launch runs through a source, so that it is compiled to be small and not to be fast."""
        return self.kind == "shim" and (source.parent == self.guests or source.stem in SMALL_SOURCES)

    @property
    def headers(self) -> list[Path]:
        guests = self.guests.glob("*.h") if self.guests else ()
        return [*self.folder.glob("*.h"), *guests, *(SHIM / "abi").glob("*.h")]

    @property
    def compile_flags(self) -> list[str]:
        flags = [*COMPILE_FLAGS, f"-DTRT_MAJOR={self.major}", f"-I{SHIM}"]
        if self.tensorrt == "rtx":
            flags.append("-DTRT_RTX")
        if self.kind == "shim":
            # Both need the C++ runtime or the dynamic loader otherwise: guards of statics, and __tls_get_addr.
            flags += ["-fno-threadsafe-statics", "-ftls-model=initial-exec"]
        return flags

    @property
    def version_script(self) -> Path:
        return self.folder / "exports.map"


TARGETS = [Target(kind, tensorrt) for kind in ("shim", "sim") for tensorrt in TENSORRTS]


# Building


def build(targets: list[Target] = TARGETS) -> Compiler:
    """Brings the libraries in trt_cffi/native/ up to date and checks them; says with which compiler."""
    if sys.platform != "linux":
        raise BuildError(f"trt_cffi runs on Linux, not on {sys.platform}")
    compiler = find_compiler()
    folder = BUILD / compiler.name
    with _lock(), concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        objects = {target: _compile(pool, compiler, target, folder / target.name) for target in targets}
        failures = []
        for target in targets:
            try:
                _link(compiler, target, [job.result() for job in objects[target]], folder / target.file)
                check(folder / target.file, target)
                _install(folder / target.file)
            except BuildError as error:
                failures.append(f"{target.file}: {error}")
    if failures:
        raise BuildError("\n".join(failures))
    return compiler


@contextlib.contextmanager
def _lock() -> Iterator[None]:
    """Lets one build at a time into the build folder."""
    BUILD.mkdir(exist_ok=True)
    with (BUILD / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _compile(
    pool: concurrent.futures.Executor, compiler: Compiler, target: Target, folder: Path
) -> list[concurrent.futures.Future[Path]]:
    folder.mkdir(parents=True, exist_ok=True)

    def compile_one(source: Path) -> Path:
        output = folder / f"{source.stem}.o"
        if not _is_current(output, [source, *target.headers, Path(__file__)]):
            small = SMALL if target.is_small(source) else []
            _run([*compiler.command, *target.compile_flags, *small, "-c", str(source), "-o", str(output)])
        return output

    return [pool.submit(compile_one, source) for source in target.sources]


def _link(compiler: Compiler, target: Target, objects: list[Path], output: Path) -> None:
    if not objects:
        raise BuildError(f"no sources in {target.folder}")
    if _is_current(output, [*objects, target.version_script]):
        return
    runtime = compiler.without_cxx_runtime if target.kind == "shim" else compiler.with_cxx_runtime
    flags = [*LINK_FLAGS, f"-Wl,-soname,{target.file}", f"-Wl,--version-script={target.version_script}"]
    _run([*compiler.command, *flags, *map(str, objects), *runtime, "-o", str(output)])


def _install(library: Path) -> None:
    """Replaces the file instead of writing into it: a process may be running from it."""
    installed = NATIVE / library.name
    if installed.exists() and installed.read_bytes() == library.read_bytes():
        return
    NATIVE.mkdir(exist_ok=True)
    new = installed.with_suffix(".new")
    shutil.copyfile(library, new)
    new.chmod(0o755)
    new.replace(installed)


def _is_current(output: Path, inputs: list[Path]) -> bool:
    return output.exists() and output.stat().st_mtime >= max(path.stat().st_mtime for path in inputs)


def _run(command: list[str]) -> None:
    # Zig's cache, with libc++ compiled for this place, belongs to the build: it needs no home folder and litters none.
    env = {"ZIG_GLOBAL_CACHE_DIR": str(BUILD / "zig-cache")} | os.environ
    result = subprocess.run(
        command, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=ROOT, env=env
    )
    if result.returncode:
        Path(command[-1]).unlink(missing_ok=True)
        raise BuildError(f"{shlex.join(command)}\n{result.stdout}")
    if result.stdout.strip():
        print(result.stdout.strip(), file=sys.stderr)


# Checking


class Elf(NamedTuple):
    """What a loader sees of a shared library."""

    soname: str
    needed: set[str]
    exports: set[str]
    tls_bytes: int


def read_elf(path: Path) -> Elf:
    """Reads a 64-bit little-endian ELF file: the dynamic section, the dynamic symbols, the TLS segment."""
    data = path.read_bytes()
    if data[:6] != b"\x7fELF\x02\x01":
        raise BuildError(f"{path} is not a 64-bit little-endian ELF file")
    program_offset, section_offset = struct.unpack_from("<QQ", data, 32)
    program_size, program_count, section_size, section_count = struct.unpack_from("<4H", data, 54)

    def table(form: str, offset: int, size: int, count: int) -> list[tuple[int, ...]]:
        return [struct.unpack_from(form, data, offset + i * size) for i in range(count)]

    programs = table("<IIQQQQQQ", program_offset, program_size, program_count)
    sections = table("<IIQQQQIIQQ", section_offset, section_size, section_count)

    def text(strings: int, offset: int) -> str:
        start = sections[strings][4] + offset
        return data[start : data.index(b"\0", start)].decode()

    def entries(section_type: int, form: str) -> Iterator[tuple[int, tuple[int, ...]]]:
        for section in sections:
            if section[1] == section_type:
                for entry in struct.iter_unpack(form, data[section[4] : section[4] + section[5]]):
                    yield section[6], entry

    needed, soname = 1, 14  # DT_NEEDED, DT_SONAME
    dynamic = [(tag, text(strings, value)) for strings, (tag, value) in entries(6, "<qQ") if tag in (needed, soname)]
    symbols = [(text(strings, name), section) for strings, (name, _, _, section, _, _) in entries(11, "<IBBHQQ")]
    return Elf(
        soname=next((name for tag, name in dynamic if tag == soname), ""),
        needed={name for tag, name in dynamic if tag == needed},
        exports={name for name, section in symbols if section},
        tls_bytes=sum(program[6] for program in programs if program[0] == 7),
    )


def exported_patterns(version_script: Path) -> list[str]:
    """The global names of a version script."""
    text = re.sub(r"/\*.*?\*/|#[^\n]*", "", version_script.read_text(), flags=re.DOTALL)
    return re.findall(r"([\w*]+)\s*;", text.partition("local:")[0])


def check(library: Path, target: Target) -> None:
    """Raises BuildError when the library needs, exports or weighs something that it should not."""
    elf = read_elf(library)
    problems = []
    if elf.soname != target.file:
        problems.append(f"its soname is {elf.soname!r}")
    patterns = exported_patterns(target.version_script)
    if strangers := {name for name in elf.exports if not any(fnmatch.fnmatchcase(name, p) for p in patterns)}:
        problems.append(f"it exports {sorted(strangers)}")
    if not elf.exports:
        problems.append('it exports nothing: is visibility("default") missing?')
    if target.kind == "shim":
        if strangers := elf.needed - GLIBC_LIBRARIES:
            problems.append(f"it needs {sorted(strangers)}")
        if (size := library.stat().st_size) >= MAX_SHIM_BYTES:
            problems.append(f"it has {size} bytes, the limit is {MAX_SHIM_BYTES}")
        if elf.tls_bytes > MAX_SHIM_TLS_BYTES:
            # They live in the loader's small surplus of static TLS, or dlopen fails.
            problems.append(f"it has {elf.tls_bytes} bytes of thread-local storage, the limit is {MAX_SHIM_TLS_BYTES}")
    if problems:
        library.unlink()
        raise BuildError("; ".join(problems))


# The cffi module


def c_declarations(header: str) -> str:
    """The part of the C header that cffi understands: declarations, and constants that are a number."""
    text = re.sub(r"/\*.*?\*/|//[^\n]*", " ", header, flags=re.DOTALL).replace("\\\n", " ")
    text = re.sub(r"^#ifdef __cplusplus\n.*?^#endif", "", text, flags=re.DOTALL | re.MULTILINE)
    lines = []
    for line in text.splitlines():
        constant = re.fullmatch(r"#define (TRT_\w+) +\(?(-?\w+?)[uUlL]*\)?\s*", line)
        if constant and re.fullmatch(r"-?(\d+|0x[0-9a-fA-F]+)", constant[2]):
            lines.append(f"#define {constant[1]} {constant[2]}")
        elif not line.lstrip().startswith("#") and line.strip():
            lines.append(re.sub(r"\s+", " ", re.sub(r"\bTRT_API\b", "", line)).strip())
    return "\n".join(lines) + "\n"


def write_cdef(output: Path = CDEF) -> None:
    """Writes the module in cffi's out-of-line ABI mode, whose import parses no C."""
    import cffi

    ffi = cffi.FFI()
    ffi.cdef(c_declarations((SHIM / "trt_shim.h").read_text()))
    ffi.set_source("trt_cffi._cdef", None)
    with tempfile.TemporaryDirectory() as folder:
        generated = Path(folder, "_cdef.py")
        with contextlib.redirect_stdout(None):
            ffi.emit_python_code(str(generated))
        text = generated.read_text()
    origin = "# Generated from shim/trt_shim.h by build_shim.py --cdef."
    output.write_text(text.replace("# auto-generated file", origin))


# The build hook

with contextlib.suppress(ImportError):
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface

    class CustomBuildHook(BuildHookInterface):  # type: ignore[type-arg, misc, unused-ignore]
        """Compiles before a wheel is packed, and gives it the tag that is true of its libraries."""

        def dependencies(self) -> list[str]:
            return [ZIG_REQUIREMENT] if needs_zig() else []

        def initialize(self, version: str, build_data: dict[str, Any]) -> None:
            compiler = build()
            build_data["pure_python"] = False
            build_data["tag"] = f"py3-none-{compiler.platform_tag}"
            build_data["artifacts"] += [f"/{(NATIVE / target.file).relative_to(ROOT)}" for target in TARGETS]


def main() -> None:
    parser = argparse.ArgumentParser(description="Builds the shims and simulators, or the cffi module.")
    names = {target.name: target for target in TARGETS}
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=f"{', '.join(names)}; all when none is named")
    parser.add_argument("--cdef", action="store_true", help="write trt_cffi/_cdef.py instead")
    arguments = parser.parse_args()
    if unknown := set(arguments.targets) - set(names):
        parser.error(f"unknown target: {', '.join(sorted(unknown))}")
    try:
        if arguments.cdef:
            write_cdef()
        else:
            compiler = build([names[name] for name in arguments.targets] or TARGETS)
            print(f"built with {shlex.join(compiler.command)} in {NATIVE.relative_to(ROOT)}/")
    except BuildError as error:
        sys.exit(f"build_shim.py: {error}")


if __name__ == "__main__":
    main()
