"""Losses that are methods of a class: mse_loss(self, y_pred, y_true), compute_loss(self, y_pred, y_true, loss=…). Samples in columns, as in the class."""
from __future__ import annotations

import inspect
import math

from python_probe import LAYERS, SIZES
from python_reading import parameters, role_of, takes
from python_values import FAILURES, as_scalar, is_close, is_number, to_author

# Methods that compute a loss without saying which: their numbers on a small sample tell.
GENERIC = ["compute_loss", "loss", "cost", "loss_function", "calculate_loss", "compute_cost", "calculate_cost", "cross_entropy", "cross_entropy_loss"]
SAMPLE = (
    [[0.3, 0.8, 0.45, 0.6], [0.1, 0.9, 0.25, 0.15], [0.6, 0.55, 0.7, 0.35]],
    [[0.2, 1.0, 0.5, 0.0], [0.0, 0.75, 1.0, 0.4], [1.0, 0.0, 0.3, 0.9]],
)
ONE_ROW = ([SAMPLE[0][0]], [SAMPLE[1][0]])
TERMS = {
    "mse": lambda p, t: (p - t) ** 2,
    "half_squared_error": lambda p, t: (p - t) ** 2 / 2,
    "bce": lambda p, t: -t * math.log(p) - (1 - t) * math.log(1 - p),
    "cross_entropy": lambda p, t: -t * math.log(p),
}


class Method:
    """A method on a fresh instance for every call, so that no call can see another."""

    def __init__(self, shape, name, loss=None):
        self.shape, self.name, self.loss = shape, name, loss
        function = getattr(self.fresh(), name)
        self.__signature__ = inspect.signature(function)
        named = [p.name for p in parameters(function) if role_of(p.name) == "loss"]
        self.extra = {named[0]: loss} if named and loss else {}

    def fresh(self):
        net = self.shape.make(SIZES, loss=self.loss if takes(self.shape.cls.__init__, "loss") else None)
        self.shape.set(net, LAYERS)
        return net

    def __call__(self, *given, **extra):
        """Of samples in columns, whatever the class has."""
        net, turn = self.fresh(), self.shape.layout.turn
        return turn(getattr(net, self.name)(*map(turn, given), **self.extra, **extra))


def in_order(function, p, t):
    """The prediction first, unless the names say the target first."""
    roles = [role_of(p.name) for p in parameters(function)[:2]]
    return (t, p) if roles[:1] == ["y"] or roles[1:] == ["y_pred"] else (p, t)


def number(function, sample):
    """The loss of a sample, or None where the method does not give one."""
    try:
        found = as_scalar(function(*in_order(function, *map(to_author, sample))))
    except FAILURES:
        return None
    return found if is_number(found) else None


def recognised(function):
    """(loss, reductions, whether only of one output), by the numbers; None for a loss that is not known."""
    for sample, one_row in ((SAMPLE, False), (ONE_ROW, True)):
        found = number(function, sample)
        if found is None:
            continue
        rows, samples = len(sample[0]), len(sample[0][0])
        divisors = {"mean": rows * samples, "batchmean": samples, "sum": 1}
        for loss, term in TERMS.items():
            total = sum(term(p, t) for row, targets in zip(*sample) for p, t in zip(row, targets))
            fitting = {reduction for reduction, n in divisors.items() if is_close(found, total / n)}
            if fitting:
                return loss, fitting, one_row
    return None


def methods_of(shape, named):
    """Yields (loss, method, reductions, whether only of one output, its name) of the class; `named` is loss → names that mean it."""
    claims = {name: loss for loss, names in named.items() for name in names}
    for name in [*claims, *(generic for generic in GENERIC if generic not in claims)]:
        # with X it is a loss of the network, not of a prediction
        if not callable(getattr(shape.cls, name, None)) or takes(getattr(shape.cls, name), "X"):
            continue
        chosen = takes(getattr(shape.cls, name), "loss") or takes(shape.cls.__init__, "loss")
        for loss in [*shape.supported["loss"].values()] if chosen else [None]:
            try:
                method = Method(shape, name, loss)
            except FAILURES:
                continue
            known = recognised(method)
            if known:
                yield (known[0], method, *known[1:], name)
            elif name in claims and name not in GENERIC and number(method, ONE_ROW) is not None:
                # what it is called is what it claims to be: an average over the samples
                of_classes = claims[name] == "cross_entropy"
                yield claims[name], method, {"batchmean"} if of_classes else {"mean", "batchmean"}, not of_classes, name
            elif number(method, ONE_ROW) is not None:
                shape.notes.append(f"{name} is no loss that is known, or adds something to one: it is not asked for losses")
