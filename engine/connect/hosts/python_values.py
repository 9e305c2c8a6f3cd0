"""Numbers between the wire and the author's code: NumPy arrays if the author uses NumPy, nested lists of floats if not."""
from __future__ import annotations

import sys
import traceback


class Unsupported(Exception):
    """The author's interface cannot express what is asked; the message says what."""


class Refused(Exception):
    """The file cannot be asked at all; the message says why."""


# Whatever the author's code may do when it is tried: exit() too.
FAILURES = (Exception, SystemExit)


def short_traceback(error):
    """The frames of the author's file, and the exception."""
    path = getattr(sys.modules.get("student"), "__file__", None)
    own = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == path]
    frames = [f"line {frame.lineno}, in {frame.name}: {frame.line}" for frame in own[-5:]]
    last = "".join(traceback.format_exception_only(type(error), error)).strip()
    return "\n".join([*frames, last])


def to_author(nested):
    """What the wire holds, as fresh float64 arrays (or lists, for code without NumPy)."""
    floats = deep_float(nested)
    numpy = sys.modules.get("numpy")
    return floats if numpy is None else numpy.array(floats, dtype=float)


def deep_float(x):
    return [deep_float(entry) for entry in x] if isinstance(x, list) else float(x)


def to_lists(x):
    """Arrays, scalars and lists of the author as plain lists and floats; what is wider than a double is rounded to one."""
    if hasattr(x, "tolist"):
        wide = x.dtype.kind == "f" and x.dtype.itemsize > 8 if hasattr(x, "dtype") else False
        return x.astype(float).tolist() if wide else x.tolist()
    return [to_lists(entry) for entry in x] if isinstance(x, (list, tuple)) else x


def shape_of(x):
    """(3, 1) of a matrix, as an array or as nested lists; None of a single number."""
    x, shape = to_lists(x), []
    while isinstance(x, list):
        shape.append(len(x))
        if not x:
            break
        x = x[0]
    return tuple(shape) if shape else None


def described(x):
    """What the author's code gave, in a reader's words."""
    if hasattr(x, "shape"):
        return f"shape {tuple(x.shape)}"
    if isinstance(x, dict):
        return f"a dict with the keys {', '.join(map(repr, list(x)[:6]))}" if x else "an empty dict"
    if isinstance(x, (list, tuple)):
        return f"a {type(x).__name__} of {len(x)}"
    return "None" if x is None else f"a {type(x).__name__}"


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


def is_number(x):
    return isinstance(x, (int, float)) and not isinstance(x, bool)


def is_close(a, b, tolerance=1e-6):
    """Loosely, to recognise what a number is; it never judges."""
    return is_number(a) and is_number(b) and abs(a - b) <= tolerance * (abs(a) + abs(b)) + 1e-300


def are_close(x, y, tolerance=1e-6):
    """The same of nested lists: the same shape, entry by entry, relative to the larger of the two."""
    if isinstance(x, list) and isinstance(y, list):
        return len(x) == len(y) and all(are_close(a, b, tolerance) for a, b in zip(x, y))
    return is_close(x, y, tolerance) or (is_number(x) and is_number(y) and abs(x - y) <= 1e-12)


def asked_names(message, kind):
    names = message["want"][kind] + message.get("also", {"values": [], "gradients": []})[kind]
    return list(dict.fromkeys(names))


def sorted_out(seen, message, reason_of):
    """
    What was asked, of what was seen; the rest is unavailable, with its reason. A gradient of a parameter is never excused: it is what an engine is for.
    """
    reply = {"values": {}, "gradients": {}, "unavailable": {}}
    for kind in ("values", "gradients"):
        for name in asked_names(message, kind):
            if name in seen[kind]:
                reply[kind][name] = seen[kind][name]
            elif name[0] not in "Wb" or kind == "values":
                reply["unavailable"][name] = seen.get("reasons", {}).get(name) or reason_of(name, kind)
    return reply
