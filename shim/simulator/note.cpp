// Marks the library as a simulator, whatever its file is called: an ELF note that a program finds among the
// loaded objects' PT_NOTE segments. Owner "trt_cffi", type 1, descriptor: the major version of TensorRT's tables as a uint32.

#define TEXT(x) TEXT_OF(x)
#define TEXT_OF(x) #x

__asm__(
    ".pushsection .note.trt_cffi, \"a\", @note\n"
    ".balign 4\n"
    ".long 9, 4, 1\n"
    ".asciz \"trt_cffi\"\n"
    ".balign 4\n"
    ".long " TEXT(TRT_MAJOR) "\n"
    ".popsection\n");
