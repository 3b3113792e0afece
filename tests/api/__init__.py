"""The Python API against that of the official package, member by member."""
