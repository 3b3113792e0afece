"""What NVIDIA's package answers, and whether another module answers the same: see `compare`."""
