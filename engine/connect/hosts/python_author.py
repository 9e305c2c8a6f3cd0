"""The author's file: loaded once, with whatever it does on the way, and asked for its classes and functions."""
from __future__ import annotations

import builtins
import os
import sys
import types

from python_absent import stand_in
from python_values import Refused, short_traceback

INPUTS_ANSWERED = 100


def harmless_input(prompt=""):
    """input() without a keyboard: an empty line, and the end of the file for those who ask for ever."""
    harmless_input.count += 1
    print(prompt, file=sys.stderr)
    if harmless_input.count > INPUTS_ANSWERED:
        raise EOFError("input() was called again and again, and nobody is at the keyboard")
    return ""


harmless_input.count = 0


class Author:
    """What stood before a line that fails is used all the same: examples at the end of a file often fail."""

    def __init__(self, path):
        builtins.input = harmless_input
        self.path, self.notes = path, []
        with open(path, "rb") as file:
            source = file.read()
        module = types.ModuleType("student")
        module.__file__ = path
        sys.modules["student"] = module
        sys.path[0] = os.path.dirname(path)
        module.__package__, self.root = package_of(path)
        if module.__package__:
            sys.path.insert(1, self.root)
        absent = stand_in()
        try:
            code = compile(source, path, "exec")
        except (SyntaxError, ValueError) as error:
            raise Refused(f"{self.file} is no Python that {sys.version.split()[0]} can read: {short_traceback(error)}") from None
        try:
            exec(code, module.__dict__)
        except BaseException as error:  # SystemExit too: a script may end with exit()
            if isinstance(error, ModuleNotFoundError) and error.name == "numpy":
                raise Refused(f"numpy is not installed for {sys.executable}; install it, or set BACKPROOF_PYTHON to a Python that has it") from None
            self.notes.append(f"the file stops with an exception; what stood before it is used: {short_traceback(error)}")
        if absent():
            self.notes.append(f"{', '.join(absent())} is not installed: something that does nothing stands in for it")
        if harmless_input.count:
            self.notes.append("the file calls input() while it is loaded: it was given empty lines")
        self.source, self.namespace = source.decode("utf-8", "replace"), module.__dict__
        self.classes = {name: x for name, x in self.namespace.items() if isinstance(x, type) and self.is_own(x)}
        self.functions = {name: x for name, x in self.namespace.items() if isinstance(x, types.FunctionType) and self.is_own(x)}

    @property
    def file(self):
        return os.path.basename(self.path)

    def is_own(self, x):
        """Of this file, or of one of its folder or package."""
        if x.__module__ == "student":
            return True
        at = getattr(sys.modules.get(x.__module__), "__file__", None)
        return at is not None and os.path.abspath(at).startswith(self.root + os.sep) and not any(folder in at for folder in ("site-packages", "dist-packages"))

    def having(self, *methods):
        """Names of classes that have all these methods."""
        return [name for name, cls in self.classes.items() if not lacking(cls, methods)]

    def lacks(self, name, methods):
        """What a class of that name (or any class, of no name) lacks of these methods, in words; "" where it has them all."""
        if name is None:
            return "" if self.having(*methods) else f"no class has {' and '.join(methods)}"
        if name not in self.classes:
            return f"{name} is no class"
        missing = lacking(self.classes[name], methods)
        return f"the class {name} has no method {' and no method '.join(missing)}" if missing else ""


def package_of(path):
    """(the package of a file that is in one, for its relative imports, or None; the folder that the package, or else the file, stands in)."""
    folder, names = os.path.dirname(path), []
    while os.path.exists(os.path.join(folder, "__init__.py")):
        folder, name = os.path.split(folder)
        names.insert(0, name)
    return ".".join(names) or None, folder


def lacking(cls, methods):
    return [method for method in methods if not callable(getattr(cls, method, None))]
