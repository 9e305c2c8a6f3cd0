"""Numbers between the wire and the author's code: NumPy arrays if the author uses NumPy, nested lists of floats if not."""
from __future__ import annotations

import sys


class Unsupported(Exception):
    """The author's interface cannot express what is asked; the message says what."""


class Refused(Exception):
    """The file cannot be asked at all; the message says why."""


def to_author(nested):
    """What the wire holds, as fresh float64 arrays (or lists, for code without NumPy)."""
    floats = deep_float(nested)
    numpy = sys.modules.get("numpy")
    return floats if numpy is None else numpy.array(floats, dtype=float)


def deep_float(x):
    return [deep_float(entry) for entry in x] if isinstance(x, list) else float(x)


def to_lists(x):
    """Arrays, scalars and lists of the author as plain lists and floats."""
    if hasattr(x, "tolist"):
        return x.tolist()
    return [to_lists(entry) for entry in x] if isinstance(x, (list, tuple)) else x


def column(nested):
    """[n] → [n, 1]: how the author keeps biases."""
    return [[entry] for entry in nested]


def uncolumn(nested):
    """[n, 1] → [n]; anything else stays as it is, to be seen."""
    is_column = isinstance(nested, list) and nested and all(isinstance(row, list) and len(row) == 1 for row in nested)
    return [row[0] for row in nested] if is_column else nested


def transposed(nested):
    return [list(column) for column in zip(*nested)]


def as_scalar(x):
    """A loss: a number, or an array with one entry."""
    x = to_lists(x)
    while isinstance(x, list) and len(x) == 1:
        x = x[0]
    return x


def is_close(a, b, tolerance=1e-6):
    """Loosely, to recognise what a number is; it never judges."""
    return isinstance(a, (int, float)) and isinstance(b, (int, float)) and abs(a - b) <= tolerance * (abs(a) + abs(b)) + 1e-300


def asked_names(message, kind):
    names = message["want"][kind] + message.get("also", {"values": [], "gradients": []})[kind]
    return list(dict.fromkeys(names))
