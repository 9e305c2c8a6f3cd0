"""Layers as objects: what a class keeps its weights, biases and gradients in, and how it hands on what flows. Found out on a layer of 2 and 3 units."""
from __future__ import annotations

from python_activations import VALUES, applied_by
from python_layout import Layout
from python_reading import activation_called, bare, call, constructor, methods_parameters, required
from python_stack import Chain, Whole
from python_updates import updates_of
from python_values import FAILURES, Refused, Unsupported, are_close, described, shape_of

WEIGHT_NAMES = ["w", "weight", "weights", "kernel", "theta"]
BIAS_NAMES = ["b", "bias", "biases", "w0"]
GRADIENT_NAMES = ["d{}", "dld{}", "grad{}", "{}grad", "gradof{}", "d{}s"]
GRADIENT_HOLDERS = ["grads", "grad", "gradients", "gradient"]
CONTAINERS = ["sequential", "model", "network", "neuralnetwork", "neuralnet", "mlp", "net"]
W = [[0.5, -0.25], [1.5, 0.75], [-0.3, 0.9]]
B = [0.1, -0.2, 0.3]
X = [[0.5, -0.3, 0.9, 0.2, -0.7], [0.8, 0.1, -0.6, 1.1, 0.35]]
D = [[0.4, -0.1, 0.3, 0.6, -0.5], [0.2, 0.7, -0.9, 0.15, 0.25], [-0.35, 0.45, 0.05, -0.8, 1.0]]


def is_layer(cls):
    """forward(x) and backward(gradient of the output)."""
    sides = [required(methods_parameters(cls, name)) for name in ("forward", "backward")]
    forward = [p for p in sides[0] if p.name != "training"]
    return callable(getattr(cls, "forward", None)) and callable(getattr(cls, "backward", None)) and len(forward) == 1 and len(sides[1]) == 1


def dense_classes(author):
    """Layers that are made with two sizes, those first that say so; activations and containers are not."""
    found = [name for name, cls in author.classes.items() if is_layer(cls) and len(required(constructor(cls))) == 2 and not activation_only(author, name)]
    return sorted(found, key=lambda name: not any(word in name.lower() for word in ("linear", "dense", "affine", "connected", "fc")))


def activation_only(author, name):
    return activation_called(name) is not None and not required(constructor(author.classes[name]))


def tensors_in(layer):
    """((attribute,) or (attribute, key), tensor) for all that a layer holds."""
    for name, held in vars(layer).items():
        if isinstance(held, dict):
            yield from (((name, key), x) for key, x in held.items() if isinstance(key, str) and shape_of(x))
        elif shape_of(held):
            yield (name,), held


def get(layer, place):
    held = getattr(layer, place[0])
    return held[place[1]] if len(place) == 2 else held


def put(layer, place, x):
    if len(place) == 2:
        getattr(layer, place[0])[place[1]] = x
    else:
        setattr(layer, place[0], x)


def place_of(layer, names, shapes):
    """Where a tensor of such a shape is kept under such a name; else under any, if it is the only one."""
    fitting = [place for place, x in tensors_in(layer) if shape_of(x) in shapes]
    named = [place for place in fitting if bare(place[-1]) in names]
    return named[0] if named else fitting[0] if len(fitting) == 1 else None


def gradient_place(layer, own):
    """Where the gradient of what is kept at `own` is kept: by its name, in the shape of it or its transpose, or in any."""
    word = bare(own[-1])
    words = {pattern.format(other) for pattern in GRADIENT_NAMES for other in (word, word.rstrip("s"), word + "s")}
    places = [place for place, _ in tensors_in(layer) if place != own]
    held = [place for place in places if len(place) == 2 and bare(place[0]) in GRADIENT_HOLDERS and bare(place[1]) == word]
    return next(iter(held), None) or next((place for place in places if bare(place[-1]) in words), None)


class Step:
    """Any layer of the author's: what forward and backward give, or keep in `output` and `dinputs`."""

    def __init__(self, layer):
        self.layer = layer

    def forward(self, x):
        return given_or_kept(self.layer, call(self.layer.forward, {"X": x, "training": False}, ["X"]), "output")

    def backward(self, flowing):
        return given_or_kept(self.layer, self.layer.backward(flowing), "dinputs")


def given_or_kept(layer, given, name):
    return getattr(layer, name, None) if given is None else given


class Dense(Step):
    def __init__(self, layer, places):
        super().__init__(layer)
        self.places = places

    W = property(lambda self: get(self.layer, self.places["W"]), lambda self, x: put(self.layer, self.places["W"], x))
    b = property(lambda self: get(self.layer, self.places["b"]), lambda self, x: put(self.layer, self.places["b"], x))
    dW = property(lambda self: self.gradient("W"))
    db = property(lambda self: self.gradient("b"))

    def gradient(self, kind):
        place = self.places[f"d{kind}"] or gradient_place(self.layer, self.places[kind])
        if place is None:
            kept = ", ".join(".".join(place) for place, _ in tensors_in(self.layer))
            raise TypeError(f"{type(self.layer).__name__}.backward leaves no gradient of {self.places[kind][-1]} in the layer, which holds {kept}")
        return get(self.layer, place)


class Kit:
    """What a file of such classes offers."""

    def __init__(self, author, options, losses_of):
        self.author, self.notes = author, []
        self.dense_name = dense_classes(author)[0]
        self.layout, self.places, self.is_turned = self.dense_seen(options)
        self.averages = self.averages_seen()
        self.classes = {}
        for name, cls in author.classes.items():
            ours = activation_called(name)
            if name != self.dense_name and ours and is_layer(cls) and not required(constructor(cls)):
                self.classes.setdefault(ours, cls)
        for ours, cls in self.classes.items():
            seen = applied_by(lambda row, cls=cls: Step(cls()).forward(self.layout.x([row])))
            if seen and seen != ours and ours in VALUES:
                self.notes.append(f"{cls.__name__} is {seen} by its numbers: asked by its name all the same")
        self.activations = list(self.classes)
        self.heads = losses_of(author, self)
        self.container = self.container_seen()
        self.updates = updates_of(author, self)

    # ---- the dense layer ----

    def made(self, n_in, n_out, is_turned=False):
        sizes = (n_out, n_in) if is_turned else (n_in, n_out)
        return self.author.classes[self.dense_name](*sizes)

    def dense_seen(self, options):
        """(layout, places, whether it is made with its outputs first). Raises Refused."""
        name = self.dense_name
        try:
            layer = self.made(2, 3)
        except FAILURES as error:
            raise Refused(f"{name}(2, 3) cannot be made: {error!r}") from None
        weight = place_of(layer, WEIGHT_NAMES, [(2, 3), (3, 2)])
        shapes = {3: [(3,), (3, 1), (1, 3)], 2: [(2,), (2, 1), (1, 2)]}
        bias = place_of(layer, BIAS_NAMES, shapes[3]) or place_of(layer, BIAS_NAMES, shapes[2])
        if not weight or not bias:
            held = ", ".join(f"{'.'.join(place)} {described(x)}" for place, x in tensors_in(layer)) or "no tensors"
            raise Refused(f"{name}(2, 3) holds {held}; expected weights of 2 × 3 and a bias of 3, under names like W and b")
        is_turned = shape_of(get(layer, bias)) in shapes[2]
        n_in, n_out = (3, 2) if is_turned else (2, 3)
        weights = "in_out" if shape_of(get(layer, weight)) == (n_in, n_out) else "out_in"
        biases = {(n_out,): "flat", (n_out, 1): "column", (1, n_out): "row"}[shape_of(get(layer, bias))]
        if options.weights and options.weights != weights:
            raise Refused(f"--layout says weights={options.weights}, but {name}({n_in}, {n_out}) has weights of the shape {shape_of(get(layer, weight))}: {weights}")
        places = {"W": weight, "b": bias, "dW": None, "db": None}
        usual = ("columns", "rows") if biases == "column" and weights == "in_out" else ("rows", "columns")
        for samples in [options.samples] if options.samples else usual:
            layout = Layout(weights, samples, biases)
            try:
                dense = Dense(self.made(2, 3, is_turned), places)
                dense.W, dense.b = layout.W(W), layout.b(B)
                out = dense.forward(layout.x(X))
            except FAILURES:
                continue
            if shape_of(layout.our_x(out)) == (3, 5):
                return layout, places, is_turned
        raise Refused(f"{name}.forward of 5 samples of 2 features to 3 units gives no output for each, with samples in {options.samples or 'rows or in columns'}")

    def averages_seen(self):
        """Whether the layer's own weight gradient is averaged over the samples."""
        try:
            dense = self.dense(self.layout.W(W), self.layout.b(B))
            dense.forward(self.layout.x(X))
            dense.backward(self.layout.x(D))
            dW = self.layout.our_W(dense.dW)
        except FAILURES:
            return False
        return are_close(dW, [[sum(d * x for d, x in zip(row, other)) / len(row) for other in X] for row in D])

    def dense(self, W, b):
        n_out, n_in = shape_of(self.layout.our_W(W))
        dense = Dense(self.made(n_in, n_out, self.is_turned), self.places)
        dense.W, dense.b = W, b
        return dense

    def activation(self, name):
        if name not in self.classes:
            raise Unsupported(f"activation:{name}")
        return Step(self.classes[name]())

    # ---- all of it ----

    def container_seen(self):
        """A class that is made of a list of layers, and runs them; None where there is none."""
        for name, cls in self.author.classes.items():
            if bare(name) in CONTAINERS and is_layer(cls) and len(required(constructor(cls))) in (1, 2):
                try:
                    dense = self.dense(self.layout.W(W), self.layout.b(B))
                    out = self.contained(cls, [dense]).forward(self.layout.x(X))
                except FAILURES:
                    continue
                if shape_of(self.layout.our_x(out)) == (3, 5):
                    self.notes.append(f"networks are put together by {name}")
                    return cls
        return None

    def contained(self, cls, steps):
        """With the list of layers, and None for a loss that it wants beside them."""
        return Step(cls([step.layer for step in steps], *[None] * (len(required(constructor(cls))) - 1)))

    def chain(self, steps, alike):
        if self.container is None:
            return Chain(steps, alike)
        return Whole(self.contained(self.container, [step for _, step in steps]), steps, alike)
