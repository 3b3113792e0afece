from __future__ import annotations

import struct

import pytest

from trt_cffi.plan import PlanHeader, describe_problem, read_header

# The first bytes of real plans: tiny.plan as built by TensorRT 8.6.0, and by TensorRT for RTX 1.7.1.
TENSORRT_8_6_0 = bytes.fromhex("66747274 00000000 01000000 00000000 8c0e0000 00000000 0806000c 00000000 4e474e45")
RTX_1_7_1 = bytes.fromhex("76747274 00000000 02000000 00000000 740b0200 00000000 01070174 76747274 7e000000")


def simulator_plan(*version: int, body: bytes = b"model") -> bytes:
    return struct.pack("<4sIQQ4BI", b"strt", 1, 0, 32 + len(body), *version, 0, 0) + body


def fields(header: PlanHeader) -> tuple[object, ...]:
    return header.kind, header.version, header.size


def problem(plan: bytes, library: tuple[int, ...], *, length: int | None = None, simulator: bool = False) -> str | None:
    header = read_header(plan)
    return describe_problem(header, length or header.size or len(plan), library, simulator)


def test_the_header_of_tensorrt_8_tells_version_and_size() -> None:
    assert fields(read_header(TENSORRT_8_6_0)) == ("tensorrt", (8, 6, 0), 3724)


def test_the_header_of_tensorrt_for_rtx_tells_version_and_size() -> None:
    assert fields(read_header(RTX_1_7_1)) == ("rtx", (1, 7, 1), 134004)


@pytest.mark.parametrize("version", [(8, 6, 0), (10, 16, 1), (11, 4, 0), (1, 7, 1)])
def test_the_header_of_a_simulators_plan_tells_version_and_size(version: tuple[int, int, int]) -> None:
    assert fields(read_header(simulator_plan(*version))) == ("simulator", version, 37)


def test_a_version_that_was_never_seen_in_a_header_is_not_guessed() -> None:
    assert fields(read_header(TENSORRT_8_6_0[:24] + b"\x0a" + TENSORRT_8_6_0[25:])) == ("tensorrt", None, None)


@pytest.mark.parametrize("length", [4, 20, 27])
def test_a_part_of_a_header_tells_the_kind(length: int) -> None:
    assert fields(read_header(TENSORRT_8_6_0[:length])) == ("tensorrt", None, None)


@pytest.mark.parametrize("plan", [b"", b"f", b"FTRT" * 8, bytes(64), b"hello " * 9])
def test_what_is_no_plan_is_of_unknown_kind(plan: bytes) -> None:
    assert fields(read_header(plan)) == ("unknown", None, None)


@pytest.mark.parametrize("kind", [bytearray, memoryview])
def test_a_header_can_be_read_from_any_buffer(kind: type) -> None:
    assert fields(read_header(kind(TENSORRT_8_6_0))) == ("tensorrt", (8, 6, 0), 3724)


def test_an_intact_plan_of_the_loaded_version_has_no_problem_that_its_header_tells() -> None:
    assert problem(TENSORRT_8_6_0, (8, 6, 0)) is None
    assert problem(simulator_plan(10, 16, 1), (10, 16, 1), simulator=True) is None


def test_an_empty_plan_is_called_empty() -> None:
    assert problem(b"", (8, 6, 0)) == "The plan is empty."


@pytest.mark.parametrize("simulator", [True, False])
def test_what_is_no_plan_is_called_that(simulator: bool) -> None:
    said = problem(b"hello " * 9, (8, 6, 0), simulator=simulator)
    assert said
    assert said.startswith("This is no plan of TensorRT")


def test_a_plan_shorter_than_its_header_is_called_cut_short() -> None:
    assert problem(TENSORRT_8_6_0[:20], (8, 6, 0)) == "The plan is cut short: its 20 bytes are less than a header."


def test_a_truncated_plan_is_told_with_both_sizes() -> None:
    said = problem(TENSORRT_8_6_0, (8, 6, 0), length=3723)
    assert said == "The plan is cut short: its header says 3724 bytes, and it has 3723."


def test_a_plan_with_bytes_after_its_end_is_told_with_both_sizes() -> None:
    said = problem(TENSORRT_8_6_0, (8, 6, 0), length=3728)
    assert said == "The plan has something appended: its header says 3724 bytes, and it has 3728."


def test_a_plan_of_tensorrt_for_rtx_is_not_for_tensorrt() -> None:
    said = problem(RTX_1_7_1, (11, 4, 0))
    assert said
    assert said.startswith("The plan was built by TensorRT for RTX 1.7.1, and loaded is TensorRT 11.4.0:")
    assert "Load a TensorRT for RTX" in said


@pytest.mark.parametrize("header", [TENSORRT_8_6_0, TENSORRT_8_6_0[:24] + bytes(8)])
def test_a_plan_of_tensorrt_is_not_for_tensorrt_for_rtx(header: bytes) -> None:
    said = problem(header, (1, 7, 1))
    assert said
    assert ", and loaded is TensorRT for RTX 1.7.1: the one cannot run plans of the other. Load a TensorRT, or" in said


def test_a_plan_of_another_tensorrt_for_rtx_names_both() -> None:
    said = problem(RTX_1_7_1, (1, 6, 1))
    assert said
    assert said.startswith("The plan was built by TensorRT for RTX 1.7.1, and loaded is 1.6.1. No other version")


def test_an_intact_plan_of_the_loaded_tensorrt_for_rtx_has_no_problem_that_its_header_tells() -> None:
    assert problem(RTX_1_7_1, (1, 7, 1)) is None


def test_a_simulators_plan_for_rtx_is_told_how_to_run_it() -> None:
    said = problem(simulator_plan(1, 7, 1), (11, 4, 0), simulator=True)
    assert said
    assert "for the simulator of TensorRT for RTX 1.7.1, and loaded is that of TensorRT 11.4.0" in said
    assert "TRT_CFFI_LIBRARY=simulatorrtx" in said


@pytest.mark.parametrize("library", [(10, 16, 1), (11, 4, 0)])
def test_a_plan_of_another_major_version_names_both(library: tuple[int, int, int]) -> None:
    said = problem(TENSORRT_8_6_0, library)
    assert said
    assert said.startswith(f"The plan was built by TensorRT 8.6.0, and loaded is {'.'.join(map(str, library))}.")
    assert "load a TensorRT 8" in said


def test_a_plan_of_another_minor_version_is_told_of_version_compatibility() -> None:
    said = problem(TENSORRT_8_6_0, (8, 6, 1))
    assert said
    assert said.startswith("The plan was built by TensorRT 8.6.0, and loaded is 8.6.1.")
    assert "version compatible" in said


def test_a_header_unknown_to_8_is_damaged_or_of_another_major_version() -> None:
    said = problem(TENSORRT_8_6_0[:24] + bytes(8), (8, 6, 0))
    assert said
    assert "damaged, or built by another major version than TensorRT 8.6.0" in said


def test_nothing_is_said_about_a_header_of_a_kind_that_was_never_seen() -> None:
    assert problem(TENSORRT_8_6_0[:24] + bytes(8), (10, 16, 1)) is None


def test_a_simulators_plan_in_the_real_library_is_told_how_to_run_it() -> None:
    said = problem(simulator_plan(10, 16, 1), (10, 16, 1))
    assert said
    assert "made for the simulator of TensorRT 10.16.1, and loaded is a real TensorRT 10.16.1" in said
    assert "TRT_CFFI_LIBRARY=simulator10" in said


def test_a_real_plan_in_the_simulator_is_told_how_to_run_it() -> None:
    said = problem(TENSORRT_8_6_0, (8, 6, 0), simulator=True)
    assert said
    assert "built by TensorRT 8.6.0 for a GPU, and loaded is the simulator" in said


def test_a_simulators_plan_of_another_major_version_names_both() -> None:
    said = problem(simulator_plan(8, 6, 0), (11, 4, 0), simulator=True)
    assert said
    assert "for the simulator of TensorRT 8.6.0, and loaded is that of TensorRT 11.4.0" in said
    assert "TRT_CFFI_LIBRARY=simulator8" in said
