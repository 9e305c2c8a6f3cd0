"""A multilayer perceptron with its own backward pass, in plain Python. Judge it: backproof run "cmd:python3 example.py"."""
import backproof  # first, so that prints do no harm

from math import erf, exp, expm1, log, log1p, pi, sqrt, tanh
from operator import mul


def sigmoid(z):
    return 1 / (1 + exp(-z)) if z >= 0 else exp(z) / (1 + exp(z))


def softplus(z):
    return max(z, 0.0) + log1p(exp(-abs(z)))


def normal(z):
    """The density of the normal distribution."""
    return exp(-z * z / 2) / sqrt(2 * pi)


def gelu_inner(z):
    return tanh(sqrt(2 / pi) * (z + 0.044715 * z**3))


def gelu_tanh_slope(z, _):
    u = gelu_inner(z)
    return (1 + u) / 2 + z / 2 * (1 - u * u) * sqrt(2 / pi) * (1 + 3 * 0.044715 * z * z)


# Of each entry: a = f(z, alpha), and its slope at z.
ENTRYWISE = {
    "identity": (lambda z, _: z, lambda z, _: 1.0),
    "relu": (lambda z, _: max(z, 0.0), lambda z, _: float(z > 0)),
    "leaky_relu": (lambda z, alpha: z if z > 0 else alpha * z, lambda z, alpha: 1.0 if z > 0 else alpha),
    "elu": (lambda z, alpha: z if z > 0 else alpha * expm1(z), lambda z, alpha: 1.0 if z > 0 else alpha * exp(z)),
    "sigmoid": (lambda z, _: sigmoid(z), lambda z, _: sigmoid(z) * sigmoid(-z)),
    "tanh": (lambda z, _: tanh(z), lambda z, _: 1 - tanh(z) ** 2),
    "softplus": (lambda z, _: softplus(z), lambda z, _: sigmoid(z)),
    "gelu": (lambda z, _: z * (1 + erf(z / sqrt(2))) / 2, lambda z, _: (1 + erf(z / sqrt(2))) / 2 + z * normal(z)),
    "gelu_tanh": (lambda z, _: z * (1 + gelu_inner(z)) / 2, gelu_tanh_slope),
}
DEFAULT_ALPHA = {"leaky_relu": 0.01, "elu": 1.0}


def log_softmax(z):
    """Of one sample."""
    top = max(z)
    total = log(sum(exp(v - top) for v in z))
    return [v - top - total for v in z]


def softmax(z):
    return [exp(v) for v in log_softmax(z)]


def softmax_backward(g, z):
    s = softmax(z)
    mixed = sum(map(mul, g, s))
    return [p * (c - mixed) for p, c in zip(s, g)]


def log_softmax_backward(g, z):
    total = sum(g)
    return [c - p * total for c, p in zip(g, softmax(z))]


# Of a whole sample: a = f(z), and ∂L/∂z from ∂L/∂a.
BY_SAMPLE = {"softmax": (softmax, softmax_backward), "log_softmax": (log_softmax, log_softmax_backward)}


def weighted(t, value):
    """t · value, where a target of 0 silences even an infinity."""
    return t * value if t else 0.0


# The term of each entry of the loss, and its slope in p. A clip holds p, which is then flat.
LOSSES = {
    "mse": (lambda p, t: (p - t) ** 2, lambda p, t: 2 * (p - t)),
    "half_squared_error": (lambda p, t: (p - t) ** 2 / 2, lambda p, t: p - t),
    "bce": (
        lambda p, t: -weighted(t, log(p)) - weighted(1 - t, log1p(-p)),
        lambda p, t: weighted(1 - t, 1 / (1 - p)) - weighted(t, 1 / p),
    ),
    "bce_with_logits": (lambda z, t: softplus(z) - t * z, lambda z, t: sigmoid(z) - t),
    "cross_entropy": (lambda p, t: -weighted(t, log(p)), lambda p, t: -t / p),
}


def columns(A):
    return [list(column) for column in zip(*A)]


def matmul(A, B):
    return [[sum(map(mul, row, column)) for column in zip(*B)] for row in A]


def entrywise(f, *matrices):
    return [[f(*entries) for entries in zip(*rows)] for rows in zip(*matrices)]


def divisor(loss, target):
    return {"sum": 1, "mean": len(target) * len(target[0]), "batchmean": len(target[0])}[loss.reduction]


def clipped(loss, p):
    return p if loss.get("clip") is None else min(max(p, loss.clip), 1 - loss.clip)


def alpha_of(layer):
    return layer.get("alpha", DEFAULT_ALPHA.get(layer.activation))


def forward(question):
    a, values = question.x, {}
    for k, layer in enumerate(question.layers, 1):
        z = [[v + b for v in row] for row, b in zip(matmul(layer.W, a), layer.b)]
        if layer.activation in BY_SAMPLE:
            a = columns([BY_SAMPLE[layer.activation][0](sample) for sample in columns(z)])
        else:
            a = entrywise(lambda v: ENTRYWISE[layer.activation][0](v, alpha_of(layer)), z)
        values[f"z{k}"], values[f"a{k}"] = z, a
    loss, t = question.loss, question.target
    if loss.name == "softmax_cross_entropy":
        terms = entrywise(lambda v, t: -weighted(t, v), columns([log_softmax(sample) for sample in columns(a)]), t)
    else:
        terms = entrywise(lambda p, t: LOSSES[loss.name][0](clipped(loss, p), t), a, t)
    penalty = loss.get("l2", 0) / 2 * sum(w * w for layer in question.layers for row in layer.W for w in row)
    return {**values, "L": sum(map(sum, terms)) / divisor(loss, t) + penalty}


def loss_backward(question, a):
    """∂L/∂a of the last layer."""
    loss, t = question.loss, question.target
    if loss.name == "softmax_cross_entropy":
        total = [sum(sample) for sample in columns(t)]
        s = columns([softmax(sample) for sample in columns(a)])
        slopes = [[p * all_t - one for p, all_t, one in zip(row, total, targets)] for row, targets in zip(s, t)]
    else:
        slope = LOSSES[loss.name][1]
        slopes = entrywise(lambda p, t: slope(p, t) if clipped(loss, p) == p else 0.0, a, t)
    return entrywise(lambda v: v / divisor(loss, t), slopes)


def answer(question):
    values, layers = forward(question), question.layers
    gradients = {f"a{len(layers)}": loss_backward(question, values[f"a{len(layers)}"])}
    for k in range(len(layers), 0, -1):
        layer, g, z = layers[k - 1], gradients[f"a{k}"], values[f"z{k}"]
        if layer.activation in BY_SAMPLE:
            backward = BY_SAMPLE[layer.activation][1]
            dz = columns([backward(*both) for both in zip(columns(g), columns(z))])
        else:
            slope, alpha = ENTRYWISE[layer.activation][1], alpha_of(layer)
            dz = entrywise(lambda c, v: c * slope(v, alpha), g, z)
        before = values[f"a{k - 1}"] if k > 1 else question.x
        dW = matmul(dz, columns(before))
        l2 = question.loss.get("l2", 0)
        gradients[f"z{k}"] = dz
        gradients[f"b{k}"] = [sum(row) for row in dz]
        gradients[f"W{k}"] = entrywise(lambda d, w: d + l2 * w, dW, layer.W)
        gradients[f"a{k - 1}" if k > 1 else "x"] = matmul(columns(layer.W), dz)
    return values, gradients


backproof.serve(
    answer,
    name="example",
    answers=["network"],
    activations=[*ENTRYWISE, *BY_SAMPLE],
    losses=[*LOSSES, "softmax_cross_entropy"],
    profiles=["network", "loss"],
    evaluate=lambda question: {"L": forward(question)["L"]},
)
