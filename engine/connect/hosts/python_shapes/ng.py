"""
Functions over a dict of parameters, as in A. Ng's courses: L_model_forward(X, parameters) → (AL, caches), L_model_backward(AL, Y, caches) → grads;
or forward_propagation and backward_propagation, in whatever order of arguments their names say; or with W1, b1, … as arguments of their own.
"""
from __future__ import annotations

import ast

from python_layout import SAMPLES, WEIGHTS, Layout
from python_methods import recognised
from python_network import BEHIND, SQUARED, Network, runs
from python_reading import call
from python_training import stepped
from python_values import FAILURES, Refused, as_scalar, described, shape_of, to_author

FORWARD = ["L_model_forward", "forward_propagation", "forward_prop", "model_forward", "forward_pass", "forward"]
BACKWARD = ["L_model_backward", "backward_propagation", "backward_prop", "model_backward", "back_propagation", "backprop", "backward_pass", "backward"]
COST = ["compute_cost", "cost", "compute_loss", "cost_function", "loss", "cross_entropy_cost"]
UPDATE = ["update_parameters", "update_params", "gradient_descent_step", "update"]
LOOKS = "functions like L_model_forward(X, parameters) and L_model_backward(AL, Y, caches), or forward_propagation and backward_propagation"
# what stands for an argument of no known name
ORDERS = {"forward": ["X", "parameters"], "backward": ["y_pred", "y", "cache"], "update": ["parameters", "grads", "learning_rate"], "cost": ["y_pred", "y"]}


def first(author, names):
    return next((name for name in names if name in author.functions), None)


def fits(author, name):
    found = first(author, FORWARD), first(author, BACKWARD)
    # a layer's own forward takes its parameters one by one and gives back what it is given
    return [found[0]] if all(found) and name in (None, *found) else []


def lacks(author, name):
    if name and name not in author.functions:
        return f"{name} is no function"
    missing = [f"no function {' or '.join(names[:2])}" for names in (FORWARD, BACKWARD) if not first(author, names)]
    return " and ".join(missing) or f"it is {first(author, FORWARD)} and {first(author, BACKWARD)} that would be asked"


def connect(author, name, options, losses):
    network = NgNetwork(author, options, losses)
    author.notes += network.notes
    return network


class NgNetwork(Network):
    def __init__(self, author, options, losses):
        super().__init__(author.file, losses, options)
        named = {"forward": FORWARD, "backward": BACKWARD, "cost": COST, "update": UPDATE}
        self.functions_of = {kind: author.functions.get(first(author, names)) for kind, names in named.items()}
        self.returned = {kind: names_returned(author, f) for kind, f in self.functions_of.items() if f}
        self.layout = self.layout_seen()
        depths = {depth for depth in (1, 2, 3, 4) if runs(self, [2, 3, 4, 6][:depth] + [7])}
        self.depths = None if depths == {1, 2, 3, 4} else depths
        self.find_activation()
        self.find_loss()
        self.training = Updates(self)
        self.kinds = ["network", *(["training"] if self.functions_of["update"] else [])]

    # ---- what they take ----

    def layout_seen(self):
        """The one way of keeping tensors in which forward gives an output for each sample. Raises Refused where there are more, or none."""
        fitting = []
        for weights in [self.options.weights] if self.options.weights else WEIGHTS:
            for samples in [self.options.samples] if self.options.samples else SAMPLES:
                biases = ("column",) if samples == "columns" else ("flat", "row")
                # of two forms of the same bias, the first that runs
                fitting += next(([self.layout] for b in biases if self.runs_in(Layout(weights, samples, b))), [])
        if len(fitting) == 1:
            return fitting[0]
        name = self.functions_of["forward"].__name__
        if fitting:
            ways = " or ".join(f"weights={way.weights},samples={way.samples}" for way in fitting)
            raise Refused(f"{name} runs in more layouts than one, and which is meant cannot be seen: say --layout {ways}")
        try:
            net = self.make([2, 3, 4])
            self.layout = Layout(self.options.weights or "out_in", self.options.samples or "columns", "column")
            self.forward(net, self.layout.x([[0.1] * 5] * 2))
        except FAILURES as error:
            raise Refused(f"{name} of 5 samples of 2 features through 2-3-4 fails in every layout; with weights out_in and samples in columns: {error!r}") from None
        raise Refused(f"{name} gives no matrix of outputs and samples in any layout; expected (AL, caches)")

    def runs_in(self, layout):
        self.layout = layout
        return runs(self, [2, 3, 4]) or runs(self, [2, 3, 6, 4])

    def find_loss(self):
        """By the numbers of the cost function; where there is none, the one that goes with the output, as in the courses."""
        last = next(iter(self.outputs.values()), None)
        self.known_cost = known = recognised(self.cost) if self.functions_of["cost"] else None
        if known and known[0] not in SQUARED:
            self.loss_names, self.reductions = {known[0]: None}, {known[0]: known[1]}
            return
        by_output = {activation: loss for loss, activation in BEHIND.items() if loss in ("bce", "cross_entropy")}
        if known is None and last in by_output:
            self.loss_names = {by_output[last]: None}
            why = "the file has no cost function" if not self.functions_of["cost"] else f"{self.functions_of['cost'].__name__} is no cost that is known"
            self.notes.append(f"{why}: with a {last} output its loss is taken to be {by_output[last]}, averaged over samples")

    def cost(self, y_pred, y_true):
        """Of columns, as it is recognised by; with no parameters, for costs that could add a penalty."""
        known = {"y_pred": self.layout.turn(y_pred), "y": self.layout.turn(y_true), "parameters": {}}
        return call(self.functions_of["cost"], known, ORDERS["cost"])

    # ---- one network ----

    def make(self, sizes, activation=None, loss=None, learning_rate=0.1):
        net = {}
        self.set(net, [{"W": [[0.1 * (i + 1) + 0.01 * j for j in range(n)] for i in range(k)], "b": [0.1] * k} for n, k in zip(sizes, sizes[1:])])
        return net

    def set(self, net, layers):
        for i, layer in enumerate(layers, 1):
            net[f"W{i}"], net[f"b{i}"] = self.layout.W(layer["W"]), self.layout.b(layer["b"])

    def tensors(self, net):
        return [(net[f"W{i}"], net[f"b{i}"]) for i in range(1, len(net) // 2 + 1)]

    def asked(self, kind, known):
        return call(self.functions_of[kind], known, ORDERS[kind])

    def forward(self, net, inputs):
        result = self.asked("forward", {**net, "X": inputs, "parameters": net})
        depth = len(net) // 2
        names = self.returned["forward"]
        shown = dict(zip(names, result)) if isinstance(result, tuple) and len(result) == len(names) else {}
        for part in result if isinstance(result, tuple) else (result,):
            shown |= part if isinstance(part, dict) else {}
        outputs = [x for x in (result if isinstance(result, tuple) else (result,)) if len(shape_of(x) or ()) == 2]
        output = shown.get(f"A{depth}", outputs[0] if outputs else None)
        if output is None:
            raise TypeError(f"{self.functions_of['forward'].__name__} gave {described(result)}; expected (AL, caches)")
        cache = next((x for x in result if isinstance(x, (dict, list))), result[-1]) if isinstance(result, tuple) else result
        layers = [[shown.get(f"{kind}{i}") for i in range(1, depth + 1)] for kind in "AZ"]
        a, z = ([x for x in kind if x is not None] for kind in layers)
        if not z and isinstance(cache, list) and len(cache) == depth:
            z = [part[1] for part in cache if isinstance(part, tuple) and len(part) == 2 and len(shape_of(part[1]) or ()) == 2]
        seen = self.seen_forward(output, depth, a, z)
        return {**seen, "known": {**net, **shown, "X": inputs, "parameters": net, "y_pred": output, "cache": cache}}

    def backward(self, net, inputs, targets, forward, loss, learning_rate=0.1):
        return self.read(self.raw_gradients(targets, forward), len(net) // 2)

    def raw_gradients(self, targets, forward):
        return self.asked("backward", {**forward["known"], "y": targets})

    def read(self, result, depth):
        """dW1, db1, … from a dict, or from a sequence by the names that the function returns."""
        names = self.returned["backward"]
        named = result if isinstance(result, dict) else dict(zip(names, result)) if isinstance(result, tuple) and len(names) == len(result) else None
        if named is None:
            raise TypeError(f"{self.functions_of['backward'].__name__} gave {described(result)}; expected a dict with dW1, db1, …")
        # what is missing is left to be missed
        return [[named.get(f"d{kind}{i}", []) for i in range(1, depth + 1)] for kind in "Wb"]

    def loss_of(self, net, question, forward):
        """The file's cost, where it is the one that is asked."""
        loss, known, outputs = question["loss"], self.known_cost, len(question["target"])
        # of one output the mean over entries is the mean over samples
        means = {"mean", "batchmean"} if outputs == 1 else set()
        asked = {loss["reduction"]} | (means if loss["reduction"] in means else set())
        if known and known[0] == loss["name"] and known[1] & asked and not loss.get("l2") and (outputs == 1 or not known[2]):
            return as_scalar(self.cost(to_author(forward["last"]), to_author(question["target"])))
        return super().loss_of(net, question, forward)


def names_returned(author, function):
    """The names in the last `return a, b, c` of a function; none where it returns something else."""
    tree = ast.parse(author.source)
    body = next((node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name == function.__name__), None)
    returns = [node.value for node in ast.walk(body) if isinstance(node, ast.Return)] if body else []
    last = returns[-1] if returns else None
    return [x.id for x in last.elts if isinstance(x, ast.Name)] if isinstance(last, ast.Tuple) else []


class Updates:
    """Training by update_parameters(parameters, grads, learning_rate), which gives new parameters or changes the dict."""

    def __init__(self, network):
        self.network = network

    def run(self, message):
        return stepped(self.network, message, self.step)

    def step(self, net, question, _):
        network = self.network
        forward = network.forward(net, network.layout.x(question["x"]))
        grads = network.raw_gradients(network.layout.x(question["target"]), forward)
        function = network.functions_of["update"]
        named = grads if isinstance(grads, dict) else dict(zip(network.returned["backward"], grads))
        result = network.asked("update", {**net, **named, "parameters": net, "grads": grads, "learning_rate": question["learningRate"]})
        names = network.returned["update"]
        updated = dict(zip(names, result)) if isinstance(result, tuple) and len(names) == len(result) else result
        if isinstance(updated, dict):
            net.update({name: x for name, x in updated.items() if name in net})
        elif result is not None:
            raise TypeError(f"{function.__name__} gave {described(result)}; expected parameters")
