"""What an author's signatures, names and strings say: roles of parameters, supported activations and losses."""
from __future__ import annotations

import ast
import inspect

from python_values import Unsupported

# Ours → what authors call it, in a string or, without capitals and underscores, as a class or function.
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
    "grads_W": ["grads_w", "grad_w", "grads_weights", "weight_grads", "dws", "dw", "nabla_w", "weight_gradients"],
    "grads_b": ["grads_b", "grad_b", "grads_biases", "bias_grads", "dbs", "db", "nabla_b", "bias_gradients"],
    "grads": ["grads", "gradients", "grad", "gradient"],
    "learning_rate": ["learning_rate", "lr", "eta", "rate", "alpha", "step_size", "learn_rate", "lrate"],
    "loss": ["loss", "loss_type", "loss_name", "loss_fn", "loss_function", "cost"],
    "activation": ["activation", "activation_function", "activation_fn", "activation_name", "act"],
    "seed": ["seed", "random_state", "random_seed"],
    "y_pred": ["y_pred", "prediction", "predictions", "output", "outputs", "y_hat", "yhat", "pred", "al", "a2", "a_out", "probs"],
    "parameters": ["parameters", "params", "theta"],
    "cache": ["cache", "caches"],
}


def role_of(name):
    return next((role for role, names in ROLES.items() if name.lower() in names), None)


def parameters(function):
    """Those that a caller gives: without self, *args and **kwargs."""
    try:
        listed = list(inspect.signature(function).parameters.values())
    except (TypeError, ValueError):
        return []
    return [p for p in listed if p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD)]


def methods_parameters(cls, name):
    """Parameters of a method, without self."""
    function = getattr(cls, name, None)
    is_static = isinstance(inspect.getattr_static(cls, name, None), (staticmethod, classmethod))
    listed = parameters(function) if callable(function) else []
    return listed if is_static else listed[1:]


def constructor(cls):
    """What the class is made with; nothing for a class that writes no constructor."""
    return methods_parameters(cls, "__init__") if cls.__init__ is not object.__init__ else []


def required(listed):
    return [p for p in listed if p.default is p.empty]


def takes(function, role):
    return any(role_of(parameter.name) == role for parameter in parameters(function))


def arguments_for(listed, known, order, what):
    """Each parameter gets what its name, or its role, says it is; a nameless required one takes what stands at its place in `order`."""
    arguments = {}
    for at, parameter in enumerate(listed):
        role = parameter.name if parameter.name in known else role_of(parameter.name)
        is_required = parameter.default is parameter.empty
        if role not in known and is_required and at < len(order):
            role = order[at]
        if role in known:
            arguments[parameter.name] = known[role]
        elif is_required:
            raise Unsupported(f"{what} wants {parameter.name}, and nothing says what that is")
    return arguments


def call(function, known, order):
    return function(**arguments_for(parameters(function), known, order, function.__name__))


def bare(name):
    """Without capitals and underscores."""
    return name.lower().replace("_", "")


def plain(name):
    """ReLU, Activation_ReLU and relu_layer alike."""
    word = bare(name)
    for affix in ("activation", "layer", "function"):
        word = word.replace(affix, "") if word != affix else word
    return word


def activation_called(name):
    """Ours, of a class or function with that name."""
    word = plain(name)
    if word in IDENTITIES:
        return "identity"
    return next((ours for ours, theirs in ACTIVATIONS.items() if word in map(bare, theirs)), None)


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
