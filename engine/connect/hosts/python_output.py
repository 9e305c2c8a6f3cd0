"""What a class does at its output layer, found out on networks of two or three units: activation and loss."""
from __future__ import annotations

import math

from python_values import is_close, to_author


def runs_deep(shape, activation):
    """Whether hidden layers take the activation too."""
    try:
        shape.forward(shape.make([1, 1, 1], activation), to_author([[0.5]]))
    except (Exception, SystemExit):
        return False
    return True


def output_seen(shape, activation):
    """The activation of the output layer; "softmax" for outputs that add up to 1; None for what is not known."""
    seen = shape.seen(activation)
    if seen:
        return seen
    try:
        net = shape.make([1, 2], activation)
        shape.set(net, [{"W": [[1.0], [-0.5]], "b": [0.0, 0.25]}])
        first, second = shape.forward(net, to_author([[-1.5, 0.4, 2.0]]))["a"][-1]
    except (Exception, SystemExit):
        return None
    return "softmax" if all(is_close(a + b, 1.0) for a, b in zip(first, second)) else None


def reports_cross_entropy(shape):
    """Whether the loss that the class reports is binary cross-entropy, averaged over a batch."""
    x, y = [[0.5, -0.3, 0.9], [0.8, 0.1, -0.6]], [[1.0, 0.0, 1.0]]
    try:
        net = shape.make([2, 3, 1], shape.activation_names.get("sigmoid"))
        output = shape.forward(net, to_author(x))["a"][-1][0]
        terms = [t * math.log(p) + (1 - t) * math.log(1 - p) for p, t in zip(output, y[0])]
        return is_close(shape.loss_by(shape.own, net, x, y), -sum(terms) / len(terms))
    except (Exception, SystemExit):
        return False
