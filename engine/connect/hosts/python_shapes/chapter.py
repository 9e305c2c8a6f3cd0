"""The chapter's class: layer sizes in, lists `weights` and `biases`, forward(X), backward(X, y, …). Layout and order of results are found out."""
from __future__ import annotations

from python_activations import PROBE, seen_in
from python_gradients import BACKWARD, is_sequence
from python_network import Network
from python_output import pair_of, reports_cross_entropy
from python_probe import is_list_of_matrices, is_pair, look, made
from python_reading import ACTIVATIONS, IDENTITIES, LOSSES, arguments_for, call, constructor, methods_parameters, named_in, required, role_of, string_constants, takes
from python_training import Training
from python_values import FAILURES, as_scalar, described, is_number, shape_of

LOOKS = "a class made with its layer sizes that has forward(X) and backward(X, y, …)"
METHODS = ("forward", "backward")
OWN_LOSSES = ("train_step", "compute_loss", "loss", "cost", "loss_function")


def fits(author, name):
    return [found for found in author.having(*METHODS) if name in (None, found) and is_network(author.classes[found])]


def is_network(cls):
    """forward of a whole batch, and backward of more than the gradient of its output."""
    taken = required(methods_parameters(cls, "backward"))
    return len(required(methods_parameters(cls, "forward"))) <= 1 and (len(taken) > 1 or any(role_of(p.name) in ("X", "y") for p in taken))


def lacks(author, name):
    return author.lacks(name, METHODS) or "backward takes the gradient of its output alone, as that of a layer does"


def connect(author, name, options, losses):
    network = NetworkClass(author.classes[name], author.source, losses, options)
    losses.add_methods(network)
    author.notes += network.notes
    return network


class NetworkClass(Network):
    def __init__(self, cls, source, losses, options):
        super().__init__(cls.__name__, losses, options)
        self.cls, self.swapped, self.reader, self.updates_in_backward = cls, False, None, False
        in_class, in_file = string_constants(source, cls)
        written = {**named_in(in_file, ACTIVATIONS), **named_in(in_class, ACTIVATIONS)}
        self.supported = {"activation": named_in(in_class, ACTIVATIONS) or written, "loss": named_in(in_class, LOSSES)}
        self.loss_parameter = takes(cls.backward, "loss") or takes(cls.__init__, "loss")
        self.loss_names = self.supported["loss"] if self.loss_parameter else {"squared": None}
        self.probe()
        self.find_activations(written)
        if not self.loss_parameter and self.own and reports_cross_entropy(self):
            self.loss_names = {"bce": None}
            self.notes.append(f"{self.own} gives binary cross-entropy: it is not asked for squared errors")
        self.training = Training(self)
        self.notes += self.training.notes

    def find_activations(self, written):
        """What the class names is believed; what its file names besides, where the class does it."""
        if any(role_of(p.name) == "activation" for p in constructor(self.cls)):
            for ours, theirs in self.supported["activation"].items():
                self.add(ours, theirs, (pair_of(self, theirs) or (ours, ours))[1])
            for ours, theirs in [*written.items(), *(("identity", name) for name in IDENTITIES)]:
                pair = pair_of(self, theirs)
                if pair and pair[0] == ours:
                    self.add(ours, theirs, pair[1])
        if not self.activation_names:
            self.find_activation()

    @property
    def kinds(self):
        return (["network"] if not self.updates_in_backward else []) + (["training"] if self.training.way else [])

    @property
    def evaluates(self):
        return self.own is not None

    # ---- making one ----

    def make(self, sizes, activation=None, loss=None, learning_rate=0.1):
        listed = constructor(self.cls)
        known = {"learning_rate": learning_rate, "seed": 0}
        known |= {"activation": activation} if activation is not None else {}
        known |= {"loss": loss} if loss is not None else {}
        given = []
        for parameter in listed[1:]:
            role = role_of(parameter.name)
            # without a default, any that the author supports
            if role not in known and parameter.default is parameter.empty and self.supported.get(role):
                known[role] = next(iter(self.supported[role].values()))
            # a slope, where the rate is given elsewhere
            if parameter.name != "alpha" or not self.rate_is_elsewhere():
                given.append(parameter)
        return self.cls(list(sizes), **arguments_for(given, known, [], self.name))

    def rate_is_elsewhere(self):
        methods = [getattr(self.cls, name, None) for name in (*Training.STEPS, *Training.UPDATES, "backward")]
        named = [p for p in constructor(self.cls) if role_of(p.name) == "learning_rate" and p.name != "alpha"]
        return bool(named) or any(callable(method) and takes(method, "learning_rate") for method in methods)

    def probe(self):
        """Is it of the shape? Refused with what is missing if not."""
        net = made(self)
        look(self, net)
        if self.swapped:
            self.notes.append("forward gives (z_values, activations), in that order: taken so")
        if self.reader and self.reader.order:
            self.notes.append(self.reader.order)
        if (self.layout.weights, self.layout.samples) != ("out_in", "columns"):
            self.notes.append(f"weights are {self.layout.weights} and samples lie in {self.layout.samples}: given and taken so")
        if self.updates_in_backward:
            self.notes.append("backward gives no gradients and changes the weights itself: it is asked for training runs only")
        self.own = next((name for name in OWN_LOSSES if self.gives_loss(name)), None)

    def gives_loss(self, name):
        """Whether that method gives a number on a small network."""
        if not callable(getattr(self.cls, name, None)):
            return False
        try:
            return is_number(self.loss_by(name, self.make([2, 3, 1]), [[0.5], [0.8]], [[1.0]]))
        except FAILURES:
            return False

    def seen(self, activation):
        try:
            net = self.make([1, 1], activation)
            self.set(net, [{"W": [[1.0]], "b": [0.0]}])
            return seen_in(self.forward(net, self.layout.x([PROBE]))["last"])
        except FAILURES:
            return None

    def set(self, net, layers):
        given = {"weights": [self.layout.W(layer["W"]) for layer in layers], "biases": [self.layout.b(layer["b"]) for layer in layers]}
        for kind, tensors in given.items():
            try:
                setattr(net, kind, tensors)
            except AttributeError:  # a property that can only be read: the list that it gives may be the author's own
                held = getattr(net, kind)
                if isinstance(held, list):
                    held[:] = tensors

    # ---- asking one ----

    def parts_of(self, net, result, swapped):
        """(activations, z_values, output) of what forward gave, each None where it does not show it."""
        if is_pair(result):
            activations, zs = result[::-1] if swapped else result
            return activations, zs, activations[-1]
        kept = {role_of(name.strip("_")): x for name, x in vars(net).items() if is_list_of_matrices(x)}
        activations, zs = kept.get("activations"), kept.get("z_values")
        if is_list_of_matrices(result) and len(result) >= len(net.weights):
            return result, zs, result[-1]
        if isinstance(result, tuple) and result and len(shape_of(result[0]) or ()) == 2:
            return activations, zs, result[0]
        if len(shape_of(result) or ()) == 2:
            return activations, zs, result
        return activations, zs, activations[-1] if activations else None

    def output_of(self, net, result, swapped):
        return self.parts_of(net, result, swapped)[2]

    def forward(self, net, X):
        """What one pass shows, and in `known` what backward may be given of it."""
        result = net.forward(X)
        activations, zs, output = self.parts_of(net, result, self.swapped)
        depth = len(net.weights)
        known = {"activations": output if activations is None else activations, "z_values": zs, "y_pred": output}
        if isinstance(result, tuple) and len(result) == 2:
            known["cache"] = result[1]
        return {**self.seen_forward(output, depth, list(activations or [])[-depth:], zs), "known": known}

    def backed(self, net, X, y, forward, loss, learning_rate=0.1):
        """Whatever backward gives."""
        known = {"X": X, "y": y, **forward["known"], "learning_rate": learning_rate, **({"loss": loss} if loss else {})}
        return call(net.backward, known, ["X", "y", "activations", "z_values"])

    def backward(self, net, X, y, forward, loss, learning_rate=0.1):
        """(grads_W, grads_b) as the class keeps them."""
        result = self.backed(net, X, y, forward, loss, learning_rate)
        if self.reader:
            return self.reader.read(result, net)
        if is_sequence(result) and len(result) == 2:
            return result
        raise TypeError(f"backward gave {described(result)}; expected {BACKWARD}")

    # ---- its own loss ----

    def loss_by(self, method, net, x, y, loss=None):
        """The class's own number for its loss. A training step changes the instance: give one that is not needed any more."""
        X, Y = self.layout.x(x), self.layout.x(y)
        known = {"X": X, "y": Y, "learning_rate": 0.0, **({"loss": loss} if loss else {})}
        function = getattr(net, method)
        if method == "train_step":
            return as_scalar(call(function, known, ["X", "y", "learning_rate"]))
        if not takes(function, "X"):
            known["y_pred"] = self.forward(net, X)["known"]["y_pred"]
        return as_scalar(call(function, known, ["X", "y"] if takes(function, "X") else ["y_pred", "y"]))
