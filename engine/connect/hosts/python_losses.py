"""Loss questions to a file of functions: mse_loss(y_pred, y_true), mse_loss_derivative, binary_cross_entropy, cross_entropy …"""
from __future__ import annotations

import inspect

from python_values import Unsupported, as_scalar, asked_names, to_author, to_lists, transposed

# Our loss → names of functions that compute it. All of them average over the samples.
FUNCTIONS = {
    "mse": ["mse_loss", "mse", "mean_squared_error", "mean_squared_error_loss"],
    "half_squared_error": ["half_squared_error", "half_squared_error_loss", "half_mse_loss", "half_mse"],
    "bce": ["binary_cross_entropy", "binary_cross_entropy_loss", "bce_loss", "bce", "binary_crossentropy"],
    "cross_entropy": ["cross_entropy", "cross_entropy_loss", "categorical_cross_entropy", "categorical_crossentropy"],
}
DERIVATIVES = ["{}_derivative", "{}_gradient", "{}_grad", "{}_prime", "d_{}"]


class LossFunctions:
    def __init__(self, namespace):
        self.found = {}
        for loss, names in FUNCTIONS.items():
            function = next((namespace[name] for name in names if callable(namespace.get(name))), None)
            patterns = [pattern.format(name) for name in names for pattern in DERIVATIVES]
            derivative = next((namespace[name] for name in patterns if callable(namespace.get(name))), None)
            if function or derivative:
                self.found[loss] = (function, derivative)

    def names(self):
        return list(self.found)

    def pair(self, loss):
        if loss["name"] not in self.found:
            raise Unsupported(f"loss:{loss['name']}")
        if loss.get("l2"):
            raise Unsupported("l2")
        return self.found[loss["name"]]

    def laid_out(self, loss, p):
        """(into, back): how tensors of p's shape reach the function. Vectors of samples as they are; classes × samples as samples × classes."""
        matrix = isinstance(p, list) and p and isinstance(p[0], list)
        if loss["name"] == "cross_entropy":
            if not matrix:
                raise Unsupported("cross_entropy of a vector: the function takes samples × classes")
            if loss["reduction"] != "batchmean":
                raise Unsupported(f"reduction:{loss['reduction']}")
            return transposed, transposed
        if loss["reduction"] not in ("mean", "batchmean"):
            raise Unsupported(f"reduction:{loss['reduction']}")
        if not matrix:
            return (lambda x: x), (lambda x: x)
        if len(p) > 1:
            raise Unsupported(f"{loss['name']} of several outputs: the function takes one number a sample")
        return (lambda x: x[0]), (lambda x: [x])

    def call(self, function, loss, p, target):
        into, _ = self.laid_out(loss, p)
        parameters = inspect.signature(function).parameters
        clip = next((name for name in ("epsilon", "eps", "clip") if name in parameters), None)
        extra = {clip: loss["clip"]} if clip and "clip" in loss else {}
        return function(to_author(into(p)), to_author(into(target)), **extra)

    def ask(self, message):
        question = message["question"]
        loss, p, target = question["loss"], question["p"], question["target"]
        function, derivative = self.pair(loss)
        _, back = self.laid_out(loss, p)
        values, gradients, unavailable = {}, {}, {}
        for name in asked_names(message, "values"):
            if name == "L" and function:
                values["L"] = as_scalar(self.call(function, loss, p, target))
            elif name in ("p", "t"):
                values[name] = p if name == "p" else target
            else:
                unavailable[name] = f"the file has no function for {name} of {loss['name']}"
        for name in asked_names(message, "gradients"):
            if name == "p" and derivative:
                gradients["p"] = back(to_lists(self.call(derivative, loss, p, target)))
            elif name == "L":
                gradients["L"] = 1.0
            else:
                unavailable[name] = f"the file has no derivative of {loss['name']} with respect to {name}"
        return {"values": values, "gradients": gradients, "unavailable": unavailable}

    def evaluate(self, message):
        question = message["question"]
        function, _ = self.pair(question["loss"])
        if not function:
            raise Unsupported(f"loss:{question['loss']['name']}")
        points = [{"p": question["p"], "t": question["target"], **point} for point in message["points"]]
        return {"values": [{"L": as_scalar(self.call(function, question["loss"], x["p"], x["t"]))} for x in points]}

    def of_network(self, loss, prediction, target):
        """L of a network's prediction (features × samples) where a function of the file computes just that; None where not."""
        try:
            function, _ = self.pair(loss)
            return as_scalar(self.call(function, loss, prediction, target)) if function else None
        except Unsupported:
            pass
        # The mean over all entries does not care for the layout.
        if loss["name"] == "mse" and loss["reduction"] == "mean" and not loss.get("l2") and self.found.get("mse", (None,))[0]:
            return as_scalar(self.found["mse"][0](to_author(prediction), to_author(target)))
        return None
