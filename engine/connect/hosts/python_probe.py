"""Whether a class is of the chapter's shape: looked at on a 2-3-1 network, and refused with what was found, what is expected and what mends it."""
from __future__ import annotations

from python_gradients import BACKWARD, is_sequence, reader_for
from python_layout import both_ways, layout_of
from python_reading import constructor, required, role_of
from python_values import FAILURES, Refused, Unsupported, are_close, column, described, is_close, shape_of, short_traceback, to_lists

SIZES = [2, 3, 1]
LAYERS = [
    {"W": [[0.5, -0.25], [1.5, 0.75], [-0.3, 0.9]], "b": [0.1, -0.2, 0.3]},
    {"W": [[0.7, -1.1, 0.4]], "b": [0.05]},
]
# three layers: two lists of three are never three pairs
DEEPER = [*LAYERS[:1], {"W": [[0.2, -0.4, 0.6], [0.9, 0.1, -0.8], [-0.5, 0.3, 0.7], [0.4, -0.6, 0.15]], "b": [0.05, 0.1, -0.15, 0.2]}, {"W": [[0.7, -1.1, 0.4, 0.25]], "b": [-0.1]}]
X = [[0.5, -0.3, 0.9, 0.2, -0.7], [0.8, 0.1, -0.6, 1.1, 0.35]]
Y = [[1.0, 0.0, 1.0, 0.25, 0.5]]
# what it is called: what each layer holds, the shapes on the 2-3-1 network, how to have them
TENSORS = {
    "weights": ("a matrix (n_out, n_in)", [(3, 2), (1, 3)], "make each np.random.randn(n_out, n_in), and take W @ X + b with the samples in the columns of X"),
    "biases": ("a column (n_out, 1)", [(3, 1), (1, 1)], "make each np.zeros((n_out, 1)), and sum with axis=1, keepdims=True in backward"),
}
FORWARD = "(activations, z_values), two lists with a matrix a layer"


def sizes_of(layers):
    return [len(layers[0]["W"][0]), *(len(layer["W"]) for layer in layers)]


def made(shape):
    """An instance with the layers of above, and the layout of its parameters. Raises Refused."""
    called = f"{shape.name}({SIZES})"
    listed = constructor(shape.cls)
    if not listed:
        raise Refused(f"the constructor of {shape.name} takes no layer sizes; expected {called}, sizes from input to output in one list")
    try:
        net = shape.make(SIZES)
    except Unsupported:
        known = ("learning_rate", "seed")
        wanted = [p.name for p in required(listed[1:]) if role_of(p.name) not in known]
        raise Refused(
            f"the constructor of {shape.name} wants {', '.join([listed[0].name, *wanted])}; expected {called}, "
            f"all layer sizes in one list, and nothing else without a default. Mend: give {' and '.join(wanted)} a default"
        ) from None
    except FAILURES as error:
        raise Refused(f"{called} cannot be made: {short_traceback(error)}") from error
    held = [tensors_of(called, net, kind) for kind in TENSORS]
    shape.layout = layout_of(*held, SIZES, shape.options)
    if shape.layout is None:
        raise Refused(" and ".join(misfits(called, kind, x) for kind, x in zip(TENSORS, held)))
    shape.set(net, LAYERS)
    for kind, given in (("weights", [layer["W"] for layer in LAYERS]), ("biases", [column(layer["b"]) for layer in LAYERS])):
        check_set(shape, net, kind, given)
    return net


def tensors_of(called, net, kind):
    """The list of that name. Raises Refused where there is none."""
    each, shapes, mend = TENSORS[kind]
    held = getattr(net, kind, None)
    if held is None:
        lists = [name for name, x in vars(net).items() if isinstance(x, (list, tuple, dict))]
        others = f" (it has {', '.join(lists)})" if lists else ""
        raise Refused(f"{called} has no {kind}{others}; expected {expected(kind)}. Mend: keep them in self.{kind}")
    if isinstance(held, dict) or not hasattr(held, "__iter__"):
        raise Refused(f"{called}.{kind} holds {described(held)}; expected {expected(kind)}. Mend: keep them in a list, the first layer first")
    return held


def expected(kind):
    each, shapes, _ = TENSORS[kind]
    return f"a list with {each} for each layer, here {shapes[0]} and {shapes[1]}"


def misfits(called, kind, held):
    return f"{called}.{kind} holds {' and '.join(described(x) for x in held) or 'nothing'}; expected {expected(kind)}. Mend: {TENSORS[kind][2]}"


def check_set(shape, net, kind, given):
    """Raises Refused where the instance does not hold what it was given, be it in fewer digits."""
    held = [row for x in our_tensors(shape, net, kind) for row in x]
    rows = [row for x in given for row in x]
    if not all(is_close(a, b, 1e-2) for row, other in zip(held, rows) for a, b in zip(row, other)):
        raise Refused(
            f"{type(net).__name__}.{kind} does not keep what it is given: it is a property without a setter, or one that hands out copies. "
            f"Expected: net.{kind} = [...] sets the parameters that forward and backward use. Mend: keep them in self.{kind} itself, or write the setter"
        )


def our_tensors(shape, net, kind):
    held = getattr(net, kind)
    if kind == "weights":
        return [shape.layout.our_W(x) for x in held]
    return [column(shape.layout.our_b(x, len(layer["b"]))) for x, layer in zip(held, LAYERS)]


def look(shape, net):
    """
    How samples lie, whether forward gives its two lists the other way round, and how to read backward. Raises Refused where forward or backward
    give what cannot be read.
    """
    problems = []
    for shape.layout in both_ways(shape.layout, shape.options):
        try:
            result = net.forward(shape.layout.x(X))
        except FAILURES:
            continue
        problem = problem_of(shape, net, result)
        if problem is None:
            shape.swapped = is_swapped(shape, result)
            return look_back(shape)
        problems.append(problem)
    if problems:
        raise Refused(problems[0])
    usual = {"weights": shape.layout.weights == "out_in", "biases": shape.layout.biases == "column"}
    odd = [misfits(shape.name, kind, getattr(net, kind)) for kind, is_usual in usual.items() if not is_usual]
    if odd:
        raise Refused(f"forward fails with samples in columns and with samples in rows; {' and '.join(odd)}")
    # the questions will tell, each with its own lines
    shape.layout = both_ways(shape.layout, shape.options)[0]


def is_list_of_matrices(x):
    return is_sequence(x) and len(x) > 0 and all(len(shape_of(part) or ()) == 2 for part in x)


def is_pair(result):
    return isinstance(result, (tuple, list)) and len(result) == 2 and all(map(is_list_of_matrices, result))


def is_swapped(shape, result):
    """z1 = W1 X + b1 stands first in the first list, and not in the second."""
    if not is_pair(result):
        return False
    W, b = LAYERS[0]["W"], LAYERS[0]["b"]
    z = [[sum(w * x for w, x in zip(row, sample)) + bias for sample in zip(*X)] for row, bias in zip(W, b)]

    def is_z(x):
        return are_close(shape.layout.our_x(x), z)

    return is_z(result[0][0]) and not is_z(result[1][0])


def problem_of(shape, net, result):
    """What is wrong with what forward gave for 5 samples of 2 features, in this layout; None where it can be read."""
    output = shape.output_of(net, result, is_swapped(shape, result))
    if output is None:
        return (
            f"forward gave {described(result)}; expected {FORWARD}; or the output alone, (n_out, samples), with self.activations kept beside it. "
            "Mend: end it with return activations, z_values"
        )
    if shape_of(shape.layout.our_x(output)) != (1, len(X[0])):
        return (
            f"forward of {len(X[0])} samples of 2 features ends in {described(output)}; expected shape (1, {len(X[0])}), outputs × samples. "
            "Mend: samples are the columns of X and of every activation"
        )
    return None


def look_back(shape):
    """Sets how backward is read. Of three layers, if the class can have them: what is two lists then is no list of pairs."""
    given = None
    for layers in (DEEPER, LAYERS):
        try:
            net = shape.make(sizes_of(layers))
            shape.set(net, layers)
            before = to_lists(net.weights)
            x = shape.layout.x(X)
            given = shape.backed(net, x, shape.layout.x(Y), shape.forward(net, x), next(iter(shape.loss_names.values()), None))
        except FAILURES:
            continue
        shapes = [[shape_of(x) for x in kind] for kind in (net.weights, net.biases)]
        reader = reader_for(given, net, *shapes)
        if reader:
            shape.reader = reader
            note_axes(shape, reader.read(given, net)[1], shapes[1])
            return
        if given is None and to_lists(net.weights) != before:
            shape.updates_in_backward = True
            return
        raise Refused(f"backward gave {described(given)}; expected {BACKWARD}. Mend: end it with return grads_W, grads_b")


def note_axes(shape, grads_b, due):
    """A gradient without the axis of its bias is the right numbers, and no update survives it."""
    found = [(shape_of(g), d) for g, d in zip(grads_b, due)]
    lost = next(((got, d) for got, d in found if got != d and got is not None and d in ((*got, 1), (1, *got))), None)
    if lost:
        got, d = lost
        shape.notes.append(
            f"backward gives gradients of biases of shape {got}, where self.biases has {d}: what an update makes of the two is {(got[0], got[0])}. "
            "Mend: sum with keepdims=True"
        )
