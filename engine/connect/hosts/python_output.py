"""What a class does at its output layer, found out on networks of two or three units: activation and loss."""
from __future__ import annotations

import math

from python_activations import PROBE, SIGNS, pair_seen, seen_in
from python_values import FAILURES, is_close


def pair_of(shape, activation):
    """(hidden, output): the activations of a network made with that one; None for what is not known. Of one layer, an output layer, both are the same."""
    return deep_pair(shape, activation) or softmax_pair(shape, activation) or ((seen, seen) if (seen := shape.seen(activation)) else None)


def outputs_of(shape, activation, last):
    """What a network makes of PROBE whose hidden layer is one unit of weight 1, and whose output layer has these weights. No biases."""
    net = shape.make([1, 1, len(last)], activation)
    shape.set(net, [{"W": [[1.0]], "b": [0.0]}, {"W": last, "b": [0.0] * len(last)}])
    return shape.forward(net, shape.layout.x([PROBE]))["last"]


def deep_pair(shape, activation):
    try:
        return pair_seen([a for sign in SIGNS for a in outputs_of(shape, activation, [[sign]])[0]])
    except FAILURES:
        return None


def softmax_pair(shape, activation):
    """Where outputs add up to 1: the logarithm of their ratio is twice the hidden activation."""
    try:
        first, second = outputs_of(shape, activation, [[1.0], [-1.0]])
        if not all(is_close(a + b, 1.0) for a, b in zip(first, second)):
            return None
        hidden = seen_in([math.log(a / b) / 2 for a, b in zip(first, second)])
        return (hidden, "softmax") if hidden else None
    except FAILURES:
        return None


def reports_cross_entropy(shape):
    """Whether the loss that the class reports is binary cross-entropy, averaged over a batch."""
    x, y = [[0.5, -0.3, 0.9], [0.8, 0.1, -0.6]], [[1.0, 0.0, 1.0]]
    try:
        net = shape.make([2, 3, 1], next((called for name, called in shape.activation_names.items() if shape.outputs[name] == "sigmoid"), None))
        output = shape.forward(net, shape.layout.x(x))["last"][0]
        terms = [t * math.log(p) + (1 - t) * math.log(1 - p) for p, t in zip(output, y[0])]
        return is_close(shape.loss_by(shape.own, net, x, y), -sum(terms) / len(terms))
    except FAILURES:
        return False
