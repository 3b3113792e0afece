"""On a GPU, with the real libraries. How to run: docs/development/gpu-runs.md."""
