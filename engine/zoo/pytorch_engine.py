"""PyTorch in the zoo: python3 pytorch_engine.py [float32]. Its own layers, activations and losses, differentiated by torch.autograd."""
import sys

import walk  # first, so that prints do no harm

import torch
import torch.nn.functional as F

DTYPE = sys.argv[1] if len(sys.argv) > 1 else "float64"
torch.set_num_threads(1)


def reduced(function):
    return lambda x, axes=None, keepdims=0: function(x, walk.axes_of(x, axes), keepdim=bool(keepdims))


linear = F.linear
activations = {
    "identity": lambda z: z,
    "relu": F.relu,
    "leaky_relu": lambda z, alpha=0.01: F.leaky_relu(z, alpha),
    "elu": lambda z, alpha=1.0: F.elu(z, alpha),
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "softplus": F.softplus,
    "gelu": F.gelu,
    "gelu_tanh": lambda z: F.gelu(z, approximate="tanh"),
    "softmax": lambda z: F.softmax(z, -1),
    "log_softmax": lambda z: F.log_softmax(z, -1),
}
losses = {
    "mse": lambda p, t: F.mse_loss(p, t, reduction="sum"),
    "half_squared_error": lambda p, t: F.mse_loss(p, t, reduction="sum") / 2,
    "bce": lambda p, t: F.binary_cross_entropy(p, t, reduction="sum"),
    "bce_with_logits": lambda z, t: F.binary_cross_entropy_with_logits(z, t, reduction="sum"),
    "cross_entropy": lambda p, t: -torch.xlogy(t, p).sum(),
    "softmax_cross_entropy": lambda z, t: F.cross_entropy(z, t, reduction="sum"),
}
ops = {
    **{name: activations[name] for name in ("relu", "leaky_relu", "elu", "sigmoid", "tanh", "softplus")},
    **{name: getattr(torch, name) for name in ("add", "subtract", "multiply", "divide", "negative", "pow", "maximum")},
    **{name: getattr(torch, name) for name in ("exp", "log", "sqrt", "abs", "matmul")},
    "transpose": lambda x: x.transpose(-1, -2),
    "sum": reduced(torch.sum),
    "mean": reduced(torch.mean),
    "reshape": lambda x, shape: x.reshape(shape),
    "broadcast": lambda x, shape: x.broadcast_to(shape),
    "gelu": lambda x, form="erf": F.gelu(x, approximate="tanh" if form == "tanh" else "none"),
    "softmax": lambda x, axis=-1: F.softmax(x, axis),
    "log_softmax": lambda x, axis=-1: F.log_softmax(x, axis),
    "clip": lambda x, min, max: x.clamp(min, max),
}


def tensor(x):
    return torch.as_tensor(x, dtype=getattr(torch, DTYPE))


def sweep(program, names):
    def swept(leaves, seed):
        leaves = {name: x.detach().requires_grad_() for name, x in leaves.items()}
        values = program(leaves, lambda _, x: x)
        of = {name: values[name] for name in names}
        outputs = [values[name] for name in seed]
        found = torch.autograd.grad(outputs, [*of.values()], [*seed.values()], allow_unused=True) if of else []
        gradients = {name: torch.zeros_like(x) if g is None else g for (name, x), g in zip(of.items(), found)}
        return {name: x.detach() for name, x in values.items()}, gradients

    return swept


walk.serve(sys.modules[__name__], "PyTorch", torch.__version__, DTYPE)
