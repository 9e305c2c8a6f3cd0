"""HIPS autograd in the zoo: its NumPy and SciPy, differentiated by autograd.grad. It has no activations: they are written in its functions here."""
import sys
from importlib.metadata import version

import walk  # first, so that prints do no harm

import autograd.numpy as np
from autograd import grad
from autograd.builtins import dict as traced
from autograd.scipy.special import erf, expit, logsumexp


def reduced(function):
    return lambda x, axes=None, keepdims=0: function(x, axis=walk.axes_of(x, axes), keepdims=bool(keepdims))


def linear(x, W, b):
    return np.dot(x, W.T) + b


def gelu(x, form="erf"):
    return x * (1 + (erf(x / np.sqrt(2)) if form == "erf" else np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x**3)))) / 2


def log_softmax(x, axis=-1):
    return x - logsumexp(x, axis=axis, keepdims=True)


def weighted_log(t, p):
    return np.where(t == 0, 0.0, t * np.log(np.where(t == 0, 1.0, p)))


def broadcast(x, shape):
    if len(shape) > len(x.shape):
        raise walk.Unsupported("broadcasting along new leading axes")
    return np.broadcast_to(x, tuple(shape))


activations = {
    "identity": lambda z: z,
    "relu": lambda z: np.maximum(z, 0.0),
    "leaky_relu": lambda z, alpha=0.01: np.where(z > 0, z, alpha * z),
    "elu": lambda z, alpha=1.0: np.where(z > 0, z, alpha * np.expm1(np.where(z > 0, 0.0, z))),
    "sigmoid": expit,
    "tanh": np.tanh,
    "softplus": lambda z: np.logaddexp(0.0, z),
    "gelu": gelu,
    "gelu_tanh": lambda z: gelu(z, "tanh"),
    "softmax": lambda z: np.exp(log_softmax(z)),
    "log_softmax": log_softmax,
}
losses = {
    "mse": lambda p, t: np.sum((p - t) ** 2),
    "half_squared_error": lambda p, t: np.sum((p - t) ** 2) / 2,
    "bce": lambda p, t: -np.sum(weighted_log(t, p) + weighted_log(1 - t, 1 - p)),
    "bce_with_logits": lambda z, t: np.sum(np.logaddexp(0.0, z) - t * z),
    "cross_entropy": lambda p, t: -np.sum(weighted_log(t, p)),
    "softmax_cross_entropy": lambda z, t: -np.sum(t * log_softmax(z)),
}
ops = {
    **{name: activations[name] for name in ("relu", "leaky_relu", "elu", "sigmoid", "tanh", "softplus")},
    **{name: getattr(np, name) for name in ("add", "subtract", "multiply", "divide", "negative", "maximum", "matmul")},
    **{name: getattr(np, name) for name in ("exp", "log", "sqrt", "abs", "reshape")},
    "pow": np.power,
    "transpose": lambda x: np.swapaxes(x, -1, -2),
    "sum": reduced(np.sum),
    "mean": reduced(np.mean),
    "broadcast": broadcast,
    "gelu": gelu,
    "softmax": lambda x, axis=-1: np.exp(log_softmax(x, axis)),
    "log_softmax": log_softmax,
    "clip": lambda x, min, max: np.clip(x, min, max),
}


def tensor(x):
    return x if hasattr(x, "shape") else np.array(x, dtype=float)


def sweep(program, names):
    def swept(leaves, seed):
        values = program(leaves, lambda _, x: x)
        # the gradient of what is no leaf is that of a 0 that is added to it
        zeros = {name: np.zeros(values[name].shape) for name in names if name not in leaves}

        def total(variables):
            marked = program({name: variables[name] for name in leaves}, lambda name, x: x + variables[name] if name in zeros else x)
            return sum(np.sum(seed[name] * marked[name]) for name in seed)

        gradients = grad(total)(traced({**leaves, **zeros}))
        return values, {name: gradients[name] for name in names}

    return swept


walk.serve(sys.modules[__name__], "autograd", version("autograd"))
