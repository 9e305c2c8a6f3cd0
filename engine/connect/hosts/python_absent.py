"""Modules that draw, count or bring data sets, and are not installed: an author's file that imports one of them is read all the same."""
from __future__ import annotations

import importlib.abc
import importlib.machinery
import sys
import types

# None of them has anything to do with a gradient: what has, like scipy, is never stood in for.
HARMLESS = ["matplotlib", "seaborn", "plotly", "IPython", "tqdm", "nnfs"]


class Anything(types.ModuleType):
    """Whatever is asked of it is there, does nothing, and gives back what it is given."""

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return Anything(name)

    def __call__(self, given=None, *_, **__):
        return given


class Absent(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """The last to be asked for a module, when nobody else has found it."""

    def __init__(self):
        self.asked = []

    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] not in HARMLESS:
            return None
        return importlib.machinery.ModuleSpec(name, self, is_package=True)

    def create_module(self, spec):
        self.asked.append(spec.name.split(".")[0])
        return Anything(spec.name)

    def exec_module(self, module):
        """There is nothing in it."""


def stand_in():
    """From now on; gives what tells which modules were not there."""
    absent = Absent()
    sys.meta_path.append(absent)
    return lambda: list(dict.fromkeys(absent.asked))
