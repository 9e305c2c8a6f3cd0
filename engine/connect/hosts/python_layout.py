"""How an author keeps tensors: weights (out, in) or (in, out), samples in columns or in rows, biases as columns, rows or vectors. Ours is the chapter's."""
from __future__ import annotations

from dataclasses import dataclass, replace

from python_values import Refused, column, shape_of, to_author, to_lists, transposed

WEIGHTS, SAMPLES, AVERAGE = ("out_in", "in_out"), ("columns", "rows"), ("loss", "layer")


@dataclass(frozen=True)
class Layout:
    weights: str = "out_in"
    samples: str = "columns"
    biases: str = "column"

    def W(self, nested):
        return to_author(transposed(nested) if self.weights == "in_out" else nested)

    def b(self, nested):
        return to_author({"column": column(nested), "row": [nested], "flat": nested}[self.biases])

    def x(self, nested):
        return to_author(transposed(nested) if self.samples == "rows" else nested)

    def turn(self, x):
        """A matrix of samples, from columns to what the author has, or back; anything else as it is."""
        return to_author(transposed(to_lists(x))) if self.samples == "rows" and len(shape_of(x) or ()) == 2 else x

    def our_W(self, x):
        return turned(to_lists(x)) if self.weights == "in_out" else to_lists(x)

    def our_x(self, x):
        return turned(to_lists(x)) if self.samples == "rows" else to_lists(x)

    def our_b(self, x, size):
        """A vector of `size`, however it lies; what is none stays as it is, to be seen."""
        x = to_lists(x)
        shape = shape_of(x)
        if shape in ((size, 1), (1, size)):
            return [entry for row in x for entry in row]
        return turned(x) if self.samples == "rows" else x


def turned(x):
    """The transpose of a matrix; anything else as it is."""
    return transposed(x) if isinstance(x, list) and len(shape_of(x) or ()) == 2 else x


def layout_of(weights, biases, sizes, declared):
    """What the shapes of two lists of parameters say, of layers of `sizes`; a string where they fit none."""
    pairs = list(zip(sizes, sizes[1:]))
    shapes = [[shape_of(x) for x in kind] for kind in (weights, biases)]
    fitting = {
        "out_in": [(n_out, n_in) for n_in, n_out in pairs],
        "in_out": [(n_in, n_out) for n_in, n_out in pairs],
    }
    kinds = {"column": [(n, 1) for n in sizes[1:]], "flat": [(n,) for n in sizes[1:]], "row": [(1, n) for n in sizes[1:]]}
    way = next((name for name, due in fitting.items() if shapes[0] == due), None)
    kind = next((name for name, due in kinds.items() if shapes[1] == due), None)
    if way is None or kind is None:
        return None
    if declared.weights and declared.weights != way:
        raise Refused(f"--layout says weights={declared.weights}, but layers of {sizes} have weights of the shapes {shapes[0]}: {way}")
    return Layout(way, "columns" if kind == "column" else "rows", kind)


def both_ways(layout, declared):
    """The layout with samples as it has them, and the other way round: the first one is the usual one."""
    if declared.samples:
        return [replace(layout, samples=declared.samples)]
    usual = ["columns", "rows"] if layout.weights == "out_in" and layout.biases != "row" else ["rows", "columns"]
    return [replace(layout, samples=way) for way in usual]
