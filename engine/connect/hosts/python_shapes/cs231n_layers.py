"""
Functions of layers as in CS231n: affine_forward(x, w, b) → (out, cache), affine_backward(dout, cache) → (dx, dw, db), relu_forward, relu_backward …,
and losses like softmax_loss(x, y) → (loss, dx) of scores and class numbers.
"""
from __future__ import annotations

from python_activations import VALUES, applied_by
from python_heads import heads_of
from python_layout import Layout
from python_reading import ACTIVATIONS, parameters
from python_shapes import ng
from python_stack import Chain, Stack
from python_updates import Updates
from python_values import FAILURES, Refused, Unsupported, are_close, shape_of, to_author

LOOKS = "functions affine_forward(x, w, b) → (out, cache) and affine_backward(dout, cache) → (dx, dw, db)"
DENSE = ["affine", "fc", "dense", "linear"]
W = [[0.5, -0.25], [1.5, 0.75], [-0.3, 0.9]]
B = [0.1, -0.2, 0.3]
X = [[0.5, -0.3, 0.9, 0.2, -0.7], [0.8, 0.1, -0.6, 1.1, 0.35]]
D = [[0.4, -0.1, 0.3, 0.6, -0.5], [0.2, 0.7, -0.9, 0.15, 0.25], [-0.35, 0.45, 0.05, -0.8, 1.0]]


def pair(author, name):
    return f"{name}_forward" in author.functions and f"{name}_backward" in author.functions


def dense_of(author):
    return next((name for name in DENSE if pair(author, name)), None)


def fits(author, name):
    dense = dense_of(author)
    # a course of A. Ng's has a linear_forward too, and says what to do with it
    if dense is None or ng.fits(author, None):
        return []
    found = f"{dense}_forward"
    return [found] if name in (None, found, f"{dense}_backward") else []


def lacks(author, name):
    if dense_of(author):
        return f"they are asked by {dense_of(author)}_forward"
    return "no function affine_forward with an affine_backward"


def connect(author, name, options, losses):
    stack = Stack(author.file, Kit(author, options), options)
    author.notes += stack.notes
    return stack


class Kit:
    def __init__(self, author, options):
        self.author, self.notes = author, []
        name = dense_of(author)
        self.dense_pair = self.pair_of(name)
        self.layout = self.layout_seen(name, options)
        self.averages = self.averages_seen()
        self.pairs = {}
        for ours, names in ACTIVATIONS.items():
            found = next((other for other in names if pair(author, other)), None)
            if found:
                self.pairs[ours] = self.pair_of(found)
                seen = applied_by(lambda row, f=self.pairs[ours][0]: first(f(to_author([row]))))
                if seen and seen != ours and ours in VALUES:
                    self.notes.append(f"{found}_forward is {seen} by its numbers: asked by its name all the same")
        self.activations = list(self.pairs)
        self.heads = []
        for function in [name for name in author.functions if name.endswith("_loss") and len(parameters(author.functions[name])) >= 2]:
            self.heads += heads_of(function, lambda x, t, f=author.functions[function]: f(x, t)[:2], self.layout, self.notes)
        sgd = author.functions.get("sgd")
        self.updates = Updates(lambda stages, rate: by_function(sgd, stages, rate)) if sgd else None

    def pair_of(self, name):
        return self.author.functions[f"{name}_forward"], self.author.functions[f"{name}_backward"]

    def layout_seen(self, name, options):
        """By the shape of what a 2-3 layer makes of 5 samples. Raises Refused."""
        forward = self.dense_pair[0]
        for weights, samples in [("in_out", "rows"), ("out_in", "columns"), ("out_in", "rows"), ("in_out", "columns")]:
            if (options.weights or weights) != weights or (options.samples or samples) != samples:
                continue
            for biases in ("column",) if samples == "columns" else ("flat", "row"):
                layout = Layout(weights, samples, biases)
                try:
                    out = first(forward(layout.x(X), layout.W(W), layout.b(B)))
                except FAILURES:
                    continue
                if shape_of(layout.our_x(out)) == (3, 5):
                    return layout
        said = f"weights {options.weights or 'in_out or out_in'} and samples in {options.samples or 'rows or columns'}"
        raise Refused(f"{name}_forward(x, w, b) of 5 samples of 2 features and 3 units gives no (out, cache) with an output for each, with {said}")

    def averages_seen(self):
        """Whether the layer's own weight gradient is averaged over the samples."""
        try:
            dense = self.dense(self.layout.W(W), self.layout.b(B))
            dense.forward(self.layout.x(X))
            dense.backward(self.layout.x(D))
        except FAILURES:
            return False
        due = [[sum(d * x for d, x in zip(row, other)) / len(row) for other in X] for row in D]
        return are_close(self.layout.our_W(dense.dW), due)

    def dense(self, W, b):
        return Dense(self.dense_pair, W, b, self.layout)

    def activation(self, name):
        if name not in self.pairs:
            raise Unsupported(f"activation:{name}")
        return Function(self.pairs[name])

    def chain(self, steps, alike):
        return Chain(steps, alike)


def first(result):
    return result[0] if isinstance(result, tuple) else result


class Function:
    """name_forward(x) → (out, cache) and name_backward(dout, cache) → dx."""

    def __init__(self, functions):
        self.run, self.run_back = functions

    def forward(self, x):
        out, self.cache = self.run(x)
        return out

    def backward(self, flowing):
        return self.run_back(flowing, self.cache)


class Dense:
    """name_forward(x, w, b) → (out, cache) and name_backward(dout, cache) → (dx, dw, db)."""

    def __init__(self, functions, W, b, layout):
        (self.run, self.run_back), self.W, self.b, self.layout = functions, W, b, layout
        self.dW = self.db = None

    def forward(self, x):
        self.x = x
        out, self.cache = self.run(x, self.W, self.b)
        return out

    def backward(self, flowing):
        dx, self.dW, self.db = self.run_back(flowing, self.cache)
        return dx


def by_function(sgd, stages, rate):
    """sgd(w, dw, config) → (w, config), as in CS231n's optim.py."""
    for dense, _ in stages:
        for kind in "Wb":
            setattr(dense, kind, first(sgd(getattr(dense, kind), getattr(dense, f"d{kind}"), {"learning_rate": rate})))
