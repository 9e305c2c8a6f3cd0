"""micrograd in the zoo: scalars, held in NumPy's arrays of objects, which call the Values' own operators."""
import sys
from importlib.metadata import version

import walk  # first, so that prints do no harm

import numpy as np
from micrograd.engine import Value
from micrograd.nn import Layer


def each(function, x):
    """A scalar stays a bare Value: in an array of rank 0 its operators are not found."""
    return np.frompyfunc(function, 1, 1)(x)


def reduced(x, axes=None, keepdims=0):
    x = np.asarray(x)
    return np.sum(x, axis=walk.axes_of(x, axes), keepdims=bool(keepdims))


def mean(x, axes=None, keepdims=0):
    total = reduced(x, axes, keepdims)
    return total / (np.size(x) // np.size(total))


def linear(x, W, b):
    layer = Layer(W.shape[1], W.shape[0], nonlin=False)
    for neuron, weights, bias in zip(layer.neurons, W, b):
        neuron.w, neuron.b = list(weights), bias
    return np.array([np.ravel(layer(list(sample))) for sample in x])


activations = {"identity": lambda z: z, "relu": lambda z: each(Value.relu, z)}
losses = {
    "mse": lambda p, t: tensor(np.sum((p - t) ** 2)),
    "half_squared_error": lambda p, t: tensor(np.sum((p - t) ** 2) / 2),
}
ops = {
    **{name: getattr(np, name) for name in ("add", "subtract", "multiply", "divide", "negative", "matmul", "reshape")},
    "relu": activations["relu"],
    "sqrt": lambda x: x**0.5,
    "transpose": lambda x: np.swapaxes(x, -1, -2),
    "sum": reduced,
    "mean": mean,
    "broadcast": np.broadcast_to,
}


def tensor(x):
    return each(lambda entry: entry if isinstance(entry, Value) else Value(float(entry)), np.asarray(x, object))


def sweep(program, names):
    def swept(leaves, seed):
        try:
            # times 1, so that what only moves entries has Values of its own
            values = program({name: each(lambda v: Value(v.data), x) for name, x in leaves.items()}, lambda _, x: tensor(x) * 1)
        except (AssertionError, TypeError) as error:  # micrograd's words where an exponent is no number
            raise walk.Unsupported(str(error))
        total = sum(np.sum(seed[name] * values[name]) for name in seed)
        total.backward()
        gradients = {name: each(lambda v: v.grad, values[name]) for name in names}
        return {name: each(lambda v: v.data, x) for name, x in values.items()}, gradients

    return swept


walk.serve(sys.modules[__name__], "micrograd", version("micrograd"))
