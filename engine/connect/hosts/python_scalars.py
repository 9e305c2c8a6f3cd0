"""Tables of an author's scalars, and the operations of a graph on them: each is one of the author's own, entry by entry."""
from __future__ import annotations

from dataclasses import dataclass

from python_values import FAILURES, Unsupported, shape_of

# operations of one operand: what a method, or a function of the file, may be called
UNARY = {
    "exp": ["exp"],
    "log": ["log", "ln"],
    "sqrt": ["sqrt"],
    "abs": ["abs", "__abs__"],
    "relu": ["relu", "ReLU"],
    "sigmoid": ["sigmoid"],
    "tanh": ["tanh"],
    "softplus": ["softplus"],
}
BINARY = {
    "add": lambda a, b: a + b,
    "subtract": lambda a, b: a - b,
    "multiply": lambda a, b: a * b,
    "divide": lambda a, b: a / b,
    "pow": lambda a, b: a**b,
}
# what leaves scalars as they are, in other places
MOVES = ("reshape", "broadcast", "transpose")


@dataclass(frozen=True)
class Table:
    """Entries in row-major order, and their shape."""

    shape: tuple
    entries: tuple

    @staticmethod
    def of(nested):
        return Table(shape_of(nested) or (), tuple(flat(nested)))

    def map(self, f):
        return Table(self.shape, tuple(f(x) for x in self.entries))

    def nested(self, f):
        return fold([f(x) for x in self.entries], self.shape)

    def at(self, shape):
        """Broadcast to a shape."""
        if shape == self.shape:
            return self
        own = (1,) * (len(shape) - len(self.shape)) + self.shape
        strides = strides_of(own)
        places = [sum(i * stride for i, size, stride in zip(index, own, strides) if size > 1) for index in indices(shape)]
        return Table(shape, tuple(self.entries[place] for place in places))


def flat(nested):
    if not isinstance(nested, list):
        return [float(nested)]
    return [x for part in nested for x in flat(part)]


def fold(entries, shape):
    if not shape:
        return entries[0]
    size = len(entries) // shape[0] if shape[0] else 0
    return [fold(entries[i * size : (i + 1) * size], shape[1:]) for i in range(shape[0])]


def strides_of(shape):
    strides, stride = [], 1
    for size in reversed(shape):
        strides.insert(0, stride)
        stride *= size
    return strides


def indices(shape):
    found = [()]
    for size in shape:
        found = [(*index, i) for index in found for i in range(size)]
    return found


def together(a, b):
    """The shape that both broadcast to."""
    rank = max(len(a), len(b))
    a, b = (1,) * (rank - len(a)) + a, (1,) * (rank - len(b)) + b
    return tuple(n if m == 1 else m for m, n in zip(a, b))


def added(entries):
    entries = list(entries)
    total = entries[0]
    for x in entries[1:]:
        total = total + x
    return total


def operations(engine, functions):
    """op → (operands, attributes) → table, for what the author's scalars can do."""
    found = {}
    for op, f in BINARY.items():
        if works(lambda f=f: f(engine.cls(2.0), 2.0 if op == "pow" else engine.cls(3.0))):
            found[op] = pairwise(f)
    if works(lambda: -engine.cls(2.0)):
        found["negative"] = single(lambda a: -a)
    for op, names in UNARY.items():
        f = next((f for f in candidates(engine, functions, names) if works(lambda f=f: f(engine.cls(0.5)))), None)
        if f:
            found[op] = single(f)
    if "sqrt" not in found and works(lambda: engine.cls(2.0) ** 0.5):
        found["sqrt"] = single(lambda a: a**0.5)
    found |= {"reshape": reshape, "broadcast": broadcast, "transpose": transpose, "sum": reduced(added), "matmul": matmul}
    found["mean"] = reduced(lambda entries: added(entries) * engine.cls(1 / len(entries)))
    return found


def candidates(engine, functions, names):
    for name in names:
        if callable(getattr(engine.cls, name, None)):
            yield lambda a, name=name: getattr(a, name)()
        if name in functions:
            yield functions[name]


def works(f):
    try:
        f()
    except FAILURES:
        return False
    return True


def single(f):
    return lambda operands, _: operands[0].map(f)


def pairwise(f):
    def run(operands, _):
        shape = together(operands[0].shape, operands[1].shape)
        a, b = (operand.at(shape) for operand in operands)
        return Table(shape, tuple(map(f, a.entries, b.entries)))

    return run


def reshape(operands, attributes):
    return Table(tuple(attributes["shape"]), operands[0].entries)


def broadcast(operands, attributes):
    return operands[0].at(tuple(attributes["shape"]))


def transpose(operands, _):
    [table] = operands
    *outer, rows, columns = table.shape
    size = rows * columns
    blocks = [table.entries[i : i + size] for i in range(0, len(table.entries), size)]
    turned = [block[i * columns + j] for block in blocks for j in range(columns) for i in range(rows)]
    return Table((*outer, columns, rows), tuple(turned))


def matmul(operands, _):
    a, b = operands
    if len(a.shape) != 2 or len(b.shape) != 2:
        raise Unsupported("matmul of a rank that is not 2")
    (rows, inner), (_, columns) = a.shape, b.shape
    entries = [added(a.entries[i * inner + k] * b.entries[k * columns + j] for k in range(inner)) for i in range(rows) for j in range(columns)]
    return Table((rows, columns), tuple(entries))


def reduced(f):
    def run(operands, attributes):
        [table] = operands
        axes = attributes.get("axes", "all")
        axes = range(len(table.shape)) if axes == "all" else axes
        kept, groups = [axis for axis in range(len(table.shape)) if axis not in axes], {}
        for index, x in zip(indices(table.shape), table.entries):
            groups.setdefault(tuple(index[axis] for axis in kept), []).append(x)
        shape = [n if axis in kept else 1 for axis, n in enumerate(table.shape)] if attributes.get("keepdims") == 1 else [table.shape[axis] for axis in kept]
        return Table(tuple(shape), tuple(f(group) for group in groups.values()))

    return run
