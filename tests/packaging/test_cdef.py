"""trt_cffi/_cdef.py is what shim/trt_shim.h says."""

from __future__ import annotations

import build_shim


def test_the_committed_cffi_module_is_the_generated_one(tmp_path):
    build_shim.write_cdef(tmp_path / "_cdef.py")
    assert build_shim.CDEF.read_text() == (tmp_path / "_cdef.py").read_text(), "run: python build_shim.py --cdef"


def test_declarations_keep_what_c_needs_and_drop_what_cffi_cannot_read():
    header = """
        #ifndef H
        #define H
        #include <stdint.h>
        #ifdef __cplusplus
        extern "C" {
        #endif
        #define TRT_API __attribute__((visibility("default")))
        #define TRT_MAX_DIMS 8  /* as in
                                   TensorRT */
        #define TRT_FLAG 0x10u
        // not this: TRT_API int trt_comment(void);
        TRT_API int trt_add(int a,
                            int b);
        #ifdef __cplusplus
        }
        #endif
        #endif
    """
    lines = "\n".join(line.strip() for line in header.splitlines())
    assert build_shim.c_declarations(lines).splitlines() == [
        "#define TRT_MAX_DIMS 8",
        "#define TRT_FLAG 0x10",
        "int trt_add(int a,",
        "int b);",
    ]
