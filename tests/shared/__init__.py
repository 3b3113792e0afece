"""Tests that hold on a GPU and on the simulator alike.

`from tests.shared.context import *` makes them tests of the module that says so, with the fixtures of its folder.
"""
