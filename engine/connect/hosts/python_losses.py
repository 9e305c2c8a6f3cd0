"""Loss questions to functions of a file, or methods of its class: mse_loss(y_pred, y_true), mse_loss_derivative, binary_cross_entropy …"""
from __future__ import annotations

import inspect
from dataclasses import dataclass

from python_methods import Method, in_order, methods_of
from python_values import Unsupported, as_scalar, asked_names, column, to_author, to_lists, transposed, uncolumn

# Our loss → names of functions that compute it. All of them average over the samples.
FUNCTIONS = {
    "mse": ["mse_loss", "mse", "mean_squared_error", "mean_squared_error_loss"],
    "half_squared_error": ["half_squared_error", "half_squared_error_loss", "half_mse_loss", "half_mse"],
    "bce": ["binary_cross_entropy", "binary_cross_entropy_loss", "bce_loss", "bce", "binary_crossentropy"],
    "cross_entropy": ["cross_entropy", "cross_entropy_loss", "categorical_cross_entropy", "categorical_crossentropy"],
}
DERIVATIVES = ["{}_derivative", "{}_gradient", "{}_grad", "{}_prime", "d_{}"]


@dataclass(frozen=True)
class Found:
    function: object
    derivative: object
    reductions: frozenset
    # it takes one number a sample
    one_row: bool
    # samples in columns, as the class has them; else vectors of samples, and samples × classes
    columns: bool


class LossFunctions:
    def __init__(self, namespace):
        self.found = {}
        for loss, names in FUNCTIONS.items():
            function = next((namespace[name] for name in names if callable(namespace.get(name))), None)
            patterns = [pattern.format(name) for name in names for pattern in DERIVATIVES]
            derivative = next((namespace[name] for name in patterns if callable(namespace.get(name))), None)
            if function or derivative:
                of_classes = loss == "cross_entropy"
                reductions = frozenset({"batchmean"} if of_classes else {"mean", "batchmean"})
                self.found[loss] = Found(function, derivative, reductions, not of_classes, False)

    def add_methods(self, shape):
        """The losses of a class, where the file has no function for them."""
        for loss, method, reductions, one_row, name in methods_of(shape, FUNCTIONS):
            patterns = [pattern.format(name) for pattern in DERIVATIVES]
            derivative = next((Method(shape, pattern, method.loss) for pattern in patterns if callable(getattr(shape.cls, pattern, None))), None)
            self.found.setdefault(loss, Found(method, derivative, frozenset(reductions), one_row, True))

    def names(self):
        return list(self.found)

    def pair(self, loss):
        if loss["name"] not in self.found:
            raise Unsupported(f"loss:{loss['name']}")
        if loss.get("l2"):
            raise Unsupported("l2")
        return self.found[loss["name"]]

    def laid_out(self, loss, p):
        """(into, back): how tensors of p's shape reach the function."""
        found = self.pair(loss)
        matrix = isinstance(p, list) and p and isinstance(p[0], list)
        one_output = loss["name"] != "cross_entropy" and (not matrix or len(p) == 1)
        # of one output a sample, the mean over the entries is the mean over the samples
        same = {"mean", "batchmean"} if one_output and found.reductions & {"mean", "batchmean"} else set()
        if loss["reduction"] not in found.reductions | same:
            raise Unsupported(f"reduction:{loss['reduction']}")
        if matrix and not one_output and found.one_row:
            raise Unsupported(f"{loss['name']} of several outputs: the function takes one number a sample")
        if loss["name"] == "cross_entropy" and not matrix:
            if not found.columns:
                raise Unsupported("cross_entropy of a vector: the function takes samples × classes")
            return column, uncolumn
        if found.columns:
            return ((lambda x: x), (lambda x: x)) if matrix else ((lambda x: [x]), (lambda x: x[0]))
        if loss["name"] == "cross_entropy":
            return transposed, transposed
        return ((lambda x: x[0]), (lambda x: [x])) if matrix else ((lambda x: x), (lambda x: x))

    def call(self, function, loss, p, target):
        into, _ = self.laid_out(loss, p)
        taken = inspect.signature(function).parameters
        clip = next((name for name in ("epsilon", "eps", "clip") if name in taken), None)
        extra = {clip: loss["clip"]} if clip and "clip" in loss else {}
        return function(*in_order(function, to_author(into(p)), to_author(into(target))), **extra)

    def ask(self, message):
        question = message["question"]
        loss, p, target = question["loss"], question["p"], question["target"]
        found = self.pair(loss)
        _, back = self.laid_out(loss, p)
        values, gradients, unavailable = {}, {}, {}
        for name in asked_names(message, "values"):
            if name == "L" and found.function:
                values["L"] = as_scalar(self.call(found.function, loss, p, target))
            elif name in ("p", "t"):
                values[name] = p if name == "p" else target
            else:
                unavailable[name] = f"the file has no function for {name} of {loss['name']}"
        for name in asked_names(message, "gradients"):
            if name == "p" and found.derivative:
                gradients["p"] = back(to_lists(self.call(found.derivative, loss, p, target)))
            elif name == "L":
                gradients["L"] = 1.0
            else:
                unavailable[name] = f"the file has no derivative of {loss['name']} with respect to {name}"
        return {"values": values, "gradients": gradients, "unavailable": unavailable}

    def evaluate(self, message):
        question = message["question"]
        function = self.pair(question["loss"]).function
        if not function:
            raise Unsupported(f"loss:{question['loss']['name']}")
        points = [{"p": question["p"], "t": question["target"], **point} for point in message["points"]]
        return {"values": [{"L": as_scalar(self.call(function, question["loss"], x["p"], x["t"]))} for x in points]}

    def of_network(self, loss, prediction, target):
        """L of a network's prediction (features × samples) where a function of the file computes just that; None where not."""
        try:
            function = self.pair(loss).function
            return as_scalar(self.call(function, loss, prediction, target)) if function else None
        except Unsupported:
            pass
        # The mean over all entries does not care for the layout.
        mse = self.found.get("mse")
        if loss["name"] == "mse" and loss["reduction"] == "mean" and not loss.get("l2") and mse and mse.function and not mse.columns:
            return as_scalar(mse.function(*in_order(mse.function, to_author(prediction), to_author(target))))
        return None
