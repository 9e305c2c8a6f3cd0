"""Whether a class is of the chapter's shape: looked at on a 2-3-1 network, and refused with what was found, what is expected and what mends it."""
from __future__ import annotations

from python_shape import parameters, role_of
from python_values import Refused, Unsupported, column, described, is_close, short_traceback, to_author, to_lists

SIZES = [2, 3, 1]
LAYERS = [
    {"W": [[0.5, -0.25], [1.5, 0.75], [-0.3, 0.9]], "b": [0.1, -0.2, 0.3]},
    {"W": [[0.7, -1.1, 0.4]], "b": [0.05]},
]
X = [[0.5, -0.3, 0.9], [0.8, 0.1, -0.6]]
Y = [[1.0, 0.0, 1.0]]
# what it is called: what each layer holds, the shapes on the 2-3-1 network, how to have them
TENSORS = {
    "weights": ("a matrix (n_out, n_in)", [(3, 2), (1, 3)], "make each np.random.randn(n_out, n_in), and take W @ X + b with the samples in the columns of X"),
    "biases": ("a column (n_out, 1)", [(3, 1), (1, 1)], "make each np.zeros((n_out, 1)), and sum with axis=1, keepdims=True in backward"),
}
FORWARD = "(activations, z_values), two lists with a matrix a layer"
BACKWARD = "(grads_W, grads_b), two lists like weights and biases"


def made(shape):
    """An instance with the layers of above. Raises Refused."""
    called = f"{shape.name}({SIZES})"
    listed = parameters(shape.cls.__init__)[1:]
    if not listed:
        raise Refused(f"the constructor of {shape.name} takes no layer sizes; expected {called}, sizes from input to output in one list")
    try:
        net = shape.make(SIZES)
    except Unsupported:
        known = ("learning_rate", "seed")
        wanted = [p.name for p in listed[1:] if p.default is p.empty and p.kind is p.POSITIONAL_OR_KEYWORD and role_of(p.name) not in known]
        raise Refused(
            f"the constructor of {shape.name} wants {', '.join([listed[0].name, *wanted])}; expected {called}, "
            f"all layer sizes in one list, and nothing else without a default. Mend: give {' and '.join(wanted)} a default"
        ) from None
    except (Exception, SystemExit) as error:
        raise Refused(f"{called} cannot be made: {short_traceback(error)}") from error
    for kind in TENSORS:
        check_tensors(called, net, kind)
    shape.set(net, LAYERS)
    for kind, given in (("weights", [layer["W"] for layer in LAYERS]), ("biases", [column(layer["b"]) for layer in LAYERS])):
        check_set(net, kind, given)
    return net


def check_tensors(called, net, kind):
    each, shapes, mend = TENSORS[kind]
    expected = f"a list with {each} for each layer, here {shapes[0]} and {shapes[1]}"
    held = getattr(net, kind, None)
    if held is None:
        lists = [name for name, x in vars(net).items() if isinstance(x, (list, tuple, dict))]
        others = f" (it has {', '.join(lists)})" if lists else ""
        raise Refused(f"{called} has no {kind}{others}; expected {expected}. Mend: keep them in self.{kind}")
    seen = [shape_of(x) for x in held] if not isinstance(held, dict) and hasattr(held, "__iter__") else None
    if isinstance(held, dict):
        mend = "keep them in a list, the first layer first"
    if seen != shapes:
        found = " and ".join(described(x) for x in held) if seen else described(held) if seen is None else "nothing"
        raise Refused(f"{called}.{kind} holds {found}; expected {expected}. Mend: {mend}")


def shape_of(x):
    """(3, 1) of a matrix, as an array or as nested lists; None where it is neither."""
    x, shape = to_lists(x), []
    while isinstance(x, list) and x:
        shape.append(len(x))
        x = x[0]
    return tuple(shape) if shape else None


def check_set(net, kind, given):
    """Raises Refused where the instance does not hold what it was given, be it in fewer digits."""
    held = [row for x in getattr(net, kind) for row in to_lists(x)]
    rows = [row for x in given for row in x]
    if not all(is_close(a, b, 1e-2) for row, other in zip(held, rows) for a, b in zip(row, other)):
        raise Refused(
            f"{type(net).__name__}.{kind} does not keep what it is given: it is a property without a setter, or one that hands out copies. "
            f"Expected: net.{kind} = [...] sets the parameters that forward and backward use. Mend: keep them in self.{kind} itself, or write the setter"
        )


def look(shape, net):
    """Whether forward gives its two lists the other way round. Raises Refused where forward or backward give what cannot be read."""
    x = to_author(X)
    try:
        result = net.forward(x)
    except (Exception, SystemExit):  # the questions will tell, each with its own lines
        return False
    check_forward(net, result)
    swapped = is_swapped(result)
    activations, zs = result[::-1] if swapped else result if is_pair(result) else (None, None)
    if activations is not None:
        check_output(activations[-1])
    check_backward(shape, net, x, swapped)
    return swapped


def is_pair(result):
    return isinstance(result, (tuple, list)) and len(result) == 2 and all(isinstance(part, (list, tuple)) for part in result)


def is_swapped(result):
    """z1 = W1 X + b1 stands first in the first list, and not in the second."""
    if not is_pair(result) or not all(result):
        return False
    W, b = LAYERS[0]["W"], LAYERS[0]["b"]
    z = [[sum(w * x for w, x in zip(row, sample)) + bias for sample in zip(*X)] for row, bias in zip(W, b)]

    def is_z(x):
        x = to_lists(x)
        return shape_of(x) == shape_of(z) and all(is_close(a, c) for row, other in zip(x, z) for a, c in zip(row, other))

    return is_z(result[0][0]) and not is_z(result[1][0])


def check_forward(net, result):
    if is_pair(result) or shape_of(result) == (1, len(X[0])) or getattr(net, "activations", None):
        return
    raise Refused(
        f"forward gave {described(result)}; expected {FORWARD}; or the output alone, (n_out, samples), with self.activations kept beside it. "
        "Mend: end it with return activations, z_values"
    )


def check_output(output):
    if shape_of(output) != (1, len(X[0])):
        raise Refused(
            f"forward of 3 samples of 2 features ends in {described(output)}; expected shape (1, 3), outputs × samples. "
            "Mend: samples are the columns of X and of every activation"
        )


def check_backward(shape, net, x, swapped):
    try:
        forward = shape.forward(net, x, swapped)
        result = shape.backed(net, x, to_author(Y), forward, next(iter(shape.loss_names.values()), None))
    except (Exception, SystemExit):
        return
    if not (isinstance(result, (tuple, list)) and len(result) == 2):
        raise Refused(f"backward gave {described(result)}; expected {BACKWARD}. Mend: end it with return grads_W, grads_b")
