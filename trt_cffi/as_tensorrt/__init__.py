"""A folder for the front of PYTHONPATH: what `import tensorrt` and its other names find there is trt_cffi."""
