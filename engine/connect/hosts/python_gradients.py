"""What backward gives, read: two lists, a pair for each layer, one sequence, a dict, or lists that it keeps in the instance."""
from __future__ import annotations

from dataclasses import dataclass

from python_reading import role_of
from python_values import shape_of

BACKWARD = "(grads_W, grads_b), two lists like weights and biases"


@dataclass(frozen=True)
class Reader:
    """Takes what backward gave, and the instance, to (grads_W, grads_b); `order` says it in words where it is not the usual one."""

    read: object
    order: str = ""


def is_sequence(x):
    return isinstance(x, (list, tuple))


def readers(result, net, depth):
    """Every way in which something like this can be meant, of a network of `depth` layers; the usual one first."""
    if isinstance(result, dict):
        yield from of_dict(result, depth)
    elif is_sequence(result):
        yield from of_sequence(result, depth)
    kept = {role: name for name, x in vars(net).items() if is_sequence(x) and len(x) == depth and (role := role_of(name.strip("_"))) in ("grads_W", "grads_b")}
    if result is None and len(kept) == 2:
        names = kept["grads_W"], kept["grads_b"]
        yield Reader(lambda _, net: tuple(getattr(net, name) for name in names), f"backward keeps the gradients in self.{names[0]} and self.{names[1]}: read there")


def of_sequence(result, depth):
    lists = len(result) == 2 and all(is_sequence(part) or hasattr(part, "keys") for part in result)
    if lists and all(is_sequence(part) and len(part) == depth for part in result):
        yield Reader(lambda result, _: (result[0], result[1]))
        yield Reader(lambda result, _: (result[1], result[0]), "backward gives (grads_b, grads_W), in that order: taken so")
    if len(result) == depth and all(is_sequence(part) and len(part) == 2 for part in result):
        yield Reader(lambda result, _: tuple(zip(*result)), "backward gives a pair (dW, db) for each layer: taken so")
        yield Reader(lambda result, _: tuple(zip(*[(dW, db) for db, dW in result])), "backward gives a pair (db, dW) for each layer: taken so")
    if len(result) == 2 * depth and not any(is_sequence(part) and len(part) == 2 and is_sequence(part[0]) for part in result):
        yield Reader(lambda result, _: (result[::2], result[1::2]), "backward gives dW1, db1, dW2, … in one sequence: taken so")
        yield Reader(lambda result, _: (result[1::2], result[::2]), "backward gives db1, dW1, db2, … in one sequence: taken so")
        yield Reader(lambda result, _: (result[: len(result) // 2], result[len(result) // 2 :]), "backward gives dW1, dW2, …, db1, db2, … in one sequence: taken so")


def of_dict(result, depth):
    for dW, db in (("dW{}", "db{}"), ("W{}", "b{}"), ("grad_W{}", "grad_b{}")):
        for first in (1, 0):
            if all(pattern.format(i + first) in result for pattern in (dW, db) for i in range(depth)):
                yield Reader(numbered(dW, db, first), f"backward gives a dict with {dW.format(first)}, {db.format(first)}, …: taken so")
                return
    for dW, db in (("weights", "biases"), ("W", "b"), ("dW", "db")):
        if all(is_sequence(result.get(name)) and len(result[name]) == depth for name in (dW, db)):
            yield Reader(lambda result, _: (result[dW], result[db]), f"backward gives a dict with {dW} and {db}: taken so")
            return


def numbered(dW, db, first):
    """A missing layer is left to be missed."""
    return lambda result, net: tuple(
        [result.get(pattern.format(i + first), []) for i in range(len(net.weights))] for pattern in (dW, db)
    )


def reader_for(result, net, shapes_W, shapes_b):
    """The reader under which most tensors have the shapes of their parameters, of several the first; None where there is none."""

    def fitting(reader):
        grads_W, grads_b = reader.read(result, net)
        return sum(shape_of(g) == due for g, due in zip([*grads_W, *grads_b], [*shapes_W, *shapes_b]))

    found = list(readers(result, net, len(shapes_W)))
    return max(found, key=fitting) if found else None
