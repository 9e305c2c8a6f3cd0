"""Finding out what a class of the chapter's shape takes: by its signatures, its string constants and a look at its forward pass."""
from __future__ import annotations

import ast
import inspect
import math

from python_values import Unsupported, is_close, to_author, to_lists

ACTIVATIONS = {
    "relu": ["relu", "ReLU"],
    "sigmoid": ["sigmoid", "logistic"],
    "tanh": ["tanh"],
    "leaky_relu": ["leaky_relu", "lrelu", "leakyrelu"],
    "elu": ["elu"],
    "softplus": ["softplus"],
    "gelu": ["gelu"],
    "softmax": ["softmax"],
}
IDENTITIES = ["identity", "linear", "none"]
LOSSES = {
    "squared": ["mse", "half_squared_error", "squared_error", "mean_squared_error", "half_mse", "sse", "quadratic", "l2"],
    "bce": ["binary_cross_entropy", "bce", "binary_crossentropy", "cross_entropy", "crossentropy", "log_loss"],
}
# What a parameter may be called (in lower case) → what it is.
ROLES = {
    "X": ["x", "inputs", "input", "x_train", "x_batch", "data"],
    "y": ["y", "y_true", "target", "targets", "t", "labels", "y_train", "y_batch"],
    "activations": ["activations", "a_values", "a_vals", "acts", "a"],
    "z_values": ["z_values", "zs", "z_vals", "z", "pre_activations"],
    "grads_W": ["grads_w", "grad_w", "grads_weights", "weight_grads", "dws", "dw", "nabla_w"],
    "grads_b": ["grads_b", "grad_b", "grads_biases", "bias_grads", "dbs", "db", "nabla_b"],
    "learning_rate": ["learning_rate", "lr", "eta", "rate"],
    "loss": ["loss", "loss_type", "loss_name", "loss_fn", "loss_function", "cost"],
    "activation": ["activation", "activation_function", "activation_fn", "activation_name", "act"],
    "seed": ["seed", "random_state", "random_seed"],
    "y_pred": ["y_pred", "prediction", "predictions", "output", "y_hat"],
}


def role_of(name):
    return next((role for role, names in ROLES.items() if name.lower() in names), None)


def parameters(function):
    try:
        return list(inspect.signature(function).parameters.values())
    except (TypeError, ValueError):
        return []


def takes(function, role):
    return any(role_of(parameter.name) == role for parameter in parameters(function))


def arguments_for(listed, known, order, what):
    """Each parameter gets what its name says it is; a nameless required one takes what stands at its place in `order`."""
    arguments = {}
    for at, parameter in enumerate(listed):
        if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
            continue
        role = role_of(parameter.name)
        required = parameter.default is parameter.empty
        if role not in known and required and at < len(order):
            role = order[at]
        if role in known:
            arguments[parameter.name] = known[role]
        elif required:
            raise Unsupported(f"{what} wants {parameter.name}, which the chapter's shape does not have")
    return arguments


def call(function, known, order):
    return function(**arguments_for(parameters(function), known, order, function.__name__))


def string_constants(source, cls):
    """(of the class and its bases in the file, of the whole file): in an `if` or a table, a name that is supported is written down."""
    tree = ast.parse(source)
    own = {base.__name__ for base in cls.__mro__}
    bodies = [node for node in ast.walk(tree) if isinstance(node, ast.ClassDef) and node.name in own]

    def strings(nodes):
        found = (inner for node in nodes for inner in ast.walk(node))
        return {node.value for node in found if isinstance(node, ast.Constant) and isinstance(node.value, str)}

    return strings(bodies), strings([tree])


def named_in(constants, table):
    """Ours → theirs, for every name of the table that the author wrote."""
    found = {ours: [name for name in theirs if name in constants] for ours, theirs in table.items()}
    return {ours: names[0] for ours, names in found.items() if names}


PROBE = [-1.5, 0.5, 2.0]
SHAPES = {
    "identity": lambda z: z,
    "relu": lambda z: max(z, 0.0),
    "sigmoid": lambda z: 1 / (1 + math.exp(-z)),
    "tanh": math.tanh,
    "leaky_relu": lambda z: z if z > 0 else 0.01 * z,
}


def activation_seen(forward_of):
    """Which activation a 1-1 network with weight 1 and bias 0 applies, or None. `forward_of(X)` gives its last activation."""
    try:
        seen = to_lists(forward_of(to_author([PROBE])))[0]
    except (Exception, SystemExit):  # a name that it does not take
        return None
    for name, function in SHAPES.items():
        if all(is_close(a, function(z), 1e-3) for a, z in zip(seen, PROBE)):
            return name
    return None
