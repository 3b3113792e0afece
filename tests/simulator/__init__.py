"""The simulator: making plans, and standing in for NVIDIA's library."""
