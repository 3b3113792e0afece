/* The two functions of a CUDA driver without which NVIDIA's binding makes no IStreamReaderV2: there is no memory of a GPU. */
enum { invalid_value = 1 };

int cuPointerGetAttribute(void *data, int attribute, unsigned long long pointer) {
    (void)data;
    (void)attribute;
    (void)pointer;
    return invalid_value;
}

int cuMemcpyHtoD_v2(unsigned long long destination, const void *source, unsigned long size) {
    (void)destination;
    (void)source;
    (void)size;
    return invalid_value;
}
