"""
Whole networks as in CS231n: TwoLayerNet(input_dim, hidden_dim, num_classes) or FullyConnectedNet(hidden_dims, input_dim, num_classes), parameters in
a dict `params` (W1, b1, …), and loss(X, y) → (loss, grads) of samples and their class numbers, or the scores where y is left out.
"""
from __future__ import annotations

import math
from dataclasses import replace

from python_heads import NUMBERS, ONES, Head, softmax, target_for
from python_layout import Layout
from python_network import Network, runs
from python_probe import X
from python_reading import constructor, methods_parameters
from python_values import FAILURES, Refused, Unsupported, as_scalar, described, is_close, is_number, shape_of

LAYERS = [{"W": [[0.5, -1.0], [0.75, 0.25], [-0.5, 1.25]], "b": [0.3, -0.1, 0.2]}, {"W": [[0.25, -0.5, 1.0], [1.0, 0.5, -0.75], [-0.25, 0.125, 0.5], [0.6, -1.0, 0.3]], "b": [0.2, -0.3, 0.1, 0.0]}]
LABELS = [[1, 0, 0, 0, 1], [0, 1, 0, 0, 0], [0, 0, 1, 0, 0], [0, 0, 0, 1, 0]]
LOOKS = "a class like TwoLayerNet(input_dim, hidden_dim, num_classes) with a dict params and loss(X, y) → (loss, grads)"
# what a size of the constructor may be called
SIZES = {
    "first": ["input_dim", "input_size", "n_in", "n_input", "d", "input"],
    "hidden": ["hidden_dim", "hidden_size", "n_hidden", "h", "hidden"],
    "all_hidden": ["hidden_dims", "hidden_sizes", "hidden_layers"],
    "last": ["num_classes", "output_size", "output_dim", "n_out", "n_output", "c", "output"],
}
PENALTIES = ["reg", "regularization", "l2", "weight_decay"]


def sizes_taken(cls):
    return {kind: p.name for p in constructor(cls) for kind, names in SIZES.items() if p.name.lower() in names}


def fits(author, name):
    found = [n for n in author.having("loss") if len(methods_parameters(author.classes[n], "loss")) >= 2 and "first" in sizes_taken(author.classes[n])]
    return [n for n in found if name in (None, n)]


def lacks(author, name):
    missing = author.lacks(name, ("loss",))
    return missing or "its constructor takes no input_dim or input_size, or its loss no X and y"


def connect(author, name, options, losses):
    network = LossNetwork(author, name, options, losses)
    author.notes += network.notes
    return network


class LossNetwork(Network):
    """Its loss is its own, value and gradient in one: it is asked for that loss alone."""

    unnamed = False
    evaluates = True

    def __init__(self, author, name, options, losses):
        super().__init__(name, losses, options)
        self.cls = author.classes[name]
        self.taken = sizes_taken(self.cls)
        self.layout = self.layout_seen()
        deeper = [depth for depth in (1, 2, 3, 4) if runs(self, [2, 3, 4, 6][:depth] + [5])]
        self.depths = set(deeper) or {2}
        self.find_activation()
        self.head = self.head_seen()
        self.loss_names, self.reductions = {self.head.loss: None}, {self.head.loss: set(self.head.reductions)}
        self.penalty = self.penalty_seen()
        self.takes_penalty = self.penalty is not None
        self.kinds = ["network"]

    # ---- making one ----

    def make(self, sizes, activation=None, loss=None, learning_rate=0.1):
        first, *hidden, last = sizes
        if "all_hidden" not in self.taken and len(hidden) != 1:
            raise Unsupported(f"{len(sizes) - 1} layers: {self.name} has 2")
        known = {"first": first, "last": last, "all_hidden": hidden, "hidden": hidden[0] if hidden else None}
        given = {name: known[kind] for kind, name in self.taken.items()}
        for parameter in constructor(self.cls):
            word = parameter.name.lower()
            if word in PENALTIES:
                given[parameter.name] = 0.0
            elif word == "dtype":
                given[parameter.name] = float
            elif word == "seed" and parameter.default is parameter.empty:
                given[parameter.name] = 0
            elif parameter.default is parameter.empty and parameter.name not in given:
                raise Unsupported(f"{self.name} wants {parameter.name}, and nothing says what that is")
        return self.cls(**given)

    def layout_seen(self):
        """By the shapes of the parameters of a 2-3-4 network, which is given samples in rows. Raises Refused."""
        try:
            net = self.make([2, 3, 4])
        except Unsupported as error:
            raise Refused(str(error)) from None
        except FAILURES as error:
            raise Refused(f"{self.name} of 2, 3 and 4 units cannot be made: {error!r}") from None
        params = getattr(net, "params", None)
        if not isinstance(params, dict) or "W1" not in params or "b1" not in params:
            raise Refused(f"{self.name} keeps in params {described(params)}; expected a dict with W1, b1, W2, b2")
        weights = {(2, 3): "in_out", (3, 2): "out_in"}.get(shape_of(params["W1"]))
        biases = {(3,): "flat", (1, 3): "row", (3, 1): "column"}.get(shape_of(params["b1"]))
        if weights is None or biases is None:
            raise Refused(f"{self.name} of 2, 3 and 4 units keeps W1 of {described(params['W1'])} and b1 of {described(params['b1'])}; expected (2, 3) and (3,)")
        return Layout(weights, self.options.samples or ("columns" if biases == "column" else "rows"), biases)

    def set(self, net, layers):
        for i, layer in enumerate(layers, 1):
            net.params[f"W{i}"], net.params[f"b{i}"] = self.layout.W(layer["W"]), self.layout.b(layer["b"])

    def tensors(self, net):
        depth = sum(name[0] == "W" for name in net.params)
        return [(net.params[f"W{i}"], net.params[f"b{i}"]) for i in range(1, depth + 1)]

    # ---- one pass ----

    def forward(self, net, inputs):
        """The scores, which loss gives where there is no y."""
        scores = net.loss(inputs)
        if scores is None or len(shape_of(scores) or ()) != 2:
            raise TypeError(f"{self.name}.loss(X) gave {described(scores)}; expected the scores, a row a sample")
        return self.seen_forward(scores, len(list(self.tensors(net))))

    def told(self, net, inputs, targets, penalty=0.0):
        """(loss, grads) with a coefficient of the penalty, in the constructor's attribute or as an argument."""
        names = [p.name for p in methods_parameters(self.cls, "loss") if p.name.lower() in PENALTIES]
        for name in PENALTIES:
            if is_number(getattr(net, name, None)):
                setattr(net, name, penalty)
        result = net.loss(inputs, targets, **{name: penalty for name in names})
        if not (isinstance(result, tuple) and len(result) == 2 and isinstance(result[1], dict)):
            raise TypeError(f"{self.name}.loss(X, y) gave {described(result)}; expected (loss, grads)")
        return result

    def head_seen(self):
        """Which loss it is, by its value on five samples of the scores that it gives for them."""
        net = self.make([2, 3, 4])
        self.set(net, LAYERS)
        inputs = self.layout.x(X)
        probabilities = softmax(self.forward(net, inputs)["last"])
        total = sum(-t * math.log(p) for row, targets in zip(probabilities, LABELS) for p, t in zip(row, targets))
        for targets in (NUMBERS, ONES):
            head = Head(f"{self.name}.loss", "softmax_cross_entropy", frozenset({"batchmean"}), None, targets)
            try:
                value = as_scalar(self.told(net, inputs, target_for(self.layout, LABELS, head))[0])
            except FAILURES:
                continue
            fitting = {reduction for reduction, n in (("mean", 20), ("batchmean", 5), ("sum", 1)) if is_close(value, total / n)}
            if not fitting:
                self.notes.append(f"{head.called} gives no loss that is known: it is taken to be softmax_cross_entropy, averaged over samples")
            return replace(head, reductions=frozenset(fitting or {"batchmean"}))
        raise Refused(f"{self.name}.loss(X, y) fails for class numbers and for a 1 a sample; expected (loss, grads)")

    def penalty_seen(self):
        """What a coefficient of 1 adds for Σ W² = 1: ½ or 1; None where it takes none, or adds something else."""
        net = self.make([2, 3, 4])
        self.set(net, LAYERS)
        squares = sum(w * w for layer in LAYERS for row in layer["W"] for w in row)
        targets = target_for(self.layout, LABELS, self.head)
        try:
            plain, with_penalty = (as_scalar(self.told(net, self.layout.x(X), targets, penalty)[0]) for penalty in (0.0, 1.0))
        except FAILURES:
            return None
        share = (with_penalty - plain) / squares
        return next((known for known in (0.5, 1.0) if is_close(share, known)), None)

    def quantities(self, net, question, kinds):
        loss = question["loss"]
        self.loss_name(loss, question["layers"])
        targets = target_for(self.layout, question["target"], self.head)
        inputs = self.layout.x(question["x"])
        values = {"x": question["x"], "t": question["target"], **self.parameters(net)}
        forward = self.forward(net, inputs)
        values |= {f"{kind}{i}": x for kind in "az" for i, x in forward[kind].items()}
        if question["layers"][-1]["activation"] == "identity":
            values[f"z{len(question['layers'])}"] = forward["last"]
        penalty = loss.get("l2", 0.0) * 0.5 / self.penalty if self.penalty else 0.0
        value, grads = self.told(net, inputs, targets, penalty)
        values["L"] = as_scalar(value)
        gradients = {"L": 1.0}
        for i, layer in enumerate(question["layers"], 1):
            # what is missing is left to be missed
            gradients[f"W{i}"] = self.layout.our_W(grads.get(f"W{i}", []))
            gradients[f"b{i}"] = self.layout.our_b(grads.get(f"b{i}", []), len(layer["W"]))
        return {"values": values, "gradients": gradients, "output": forward["last"]}
