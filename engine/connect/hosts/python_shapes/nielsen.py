"""
Nielsen's class: layer sizes in, lists `weights` and `biases`, feedforward(a), backprop(x, y) → (nabla_b, nabla_w) of one sample at a time.

Its cost is of one sample, and what becomes of a batch is left to its caller: gradients are averaged here, as update_mini_batch does.
"""
from __future__ import annotations

from python_gradients import reader_for
from python_network import Network
from python_probe import DEEPER, X, Y, made, sizes_of
from python_reading import call, constructor, parameters, required, role_of, takes
from python_training import stepped
from python_values import FAILURES, Refused, Unsupported, column, described, shape_of, to_author, to_lists

LOOKS = "a class made with its layer sizes that has feedforward(a) and backprop(x, y)"
METHODS = ("feedforward", "backprop")
AVERAGED = "backprop is asked sample by sample, and its gradients are averaged over the batch here"


def fits(author, name):
    return [found for found in author.having(*METHODS) if name in (None, found)]


def lacks(author, name):
    return author.lacks(name, METHODS)


def connect(author, name, options, losses):
    network = NielsenNetwork(author, name, options, losses)
    author.notes += network.notes
    return network


# a sample as the author has it: a column, a row or a vector
SAMPLES = {"column": column, "row": lambda sample: [sample], "vector": lambda sample: sample}


class NielsenNetwork(Network):
    def __init__(self, author, name, options, losses):
        super().__init__(name, losses, options)
        self.cls = author.classes[name]
        self.costs, self.cost = costs_of(author, self.cls), None
        self.notes.append(AVERAGED)
        net = made(self)
        self.sample = self.sample_seen(net)
        self.reader = self.reader_seen()
        if self.reader.order == "":
            self.notes.append("backprop gives (nabla_w, nabla_b), the weights first: taken so")
        self.find_activation()
        if self.costs:
            self.loss_names = self.costs
        self.training = MiniBatches(self)
        self.kinds = ["network", *(["training"] if self.training.takes else [])]

    # ---- what it takes ----

    def make(self, sizes, activation=None, loss=None, learning_rate=0.1):
        known = {"seed": 0, **({"loss": loss} if loss is not None else {})}
        given = {p.name: known[role_of(p.name)] for p in constructor(self.cls)[1:] if role_of(p.name) in known}
        lacking = [p.name for p in required(constructor(self.cls)[1:]) if p.name not in given]
        if lacking:
            raise Unsupported(f"{self.name} wants {', '.join(lacking)}")
        return self.cls(list(sizes), **given)

    def set(self, net, layers):
        net.weights = [self.layout.W(layer["W"]) for layer in layers]
        net.biases = [self.layout.b(layer["b"]) for layer in layers]

    def sample_seen(self, net):
        """What feedforward takes, and gives back alike."""
        for name, lay in SAMPLES.items():
            try:
                output = net.feedforward(to_author(lay([0.5, 0.8])))
            except FAILURES:
                continue
            if shape_of(output) == shape_of(lay([0.0])):
                return name
        raise Refused(
            f"feedforward of one sample of 2 features gives no output of its form; expected a column (1, 1) of a column (2, 1). "
            "Mend: keep biases as columns (n_out, 1), and take one sample as a column"
        )

    def reader_seen(self):
        net = self.make(sizes_of(DEEPER))
        self.set(net, DEEPER)
        given = net.backprop(self.lay([row[0] for row in X]), self.lay([row[0] for row in Y]))
        shapes = [[shape_of(x) for x in kind] for kind in (net.weights, net.biases)]
        reader = reader_for(given, net, *shapes)
        if reader is None:
            raise Refused(f"backprop gave {described(given)}; expected (nabla_b, nabla_w), two lists like biases and weights")
        return reader

    def lay(self, sample):
        return to_author(SAMPLES[self.sample](sample))

    # ---- one batch ----

    def forward(self, net, inputs):
        samples = list(zip(*self.layout.our_x(inputs)))
        outputs = [flat(net.feedforward(self.lay(list(sample)))) for sample in samples]
        return {**self.seen_forward(self.layout.x([list(row) for row in zip(*outputs)]), len(net.weights)), "samples": samples}

    def backward(self, net, inputs, targets, forward, loss, learning_rate=0.1):
        totals = None
        for sample, target in zip(forward["samples"], zip(*self.layout.our_x(targets))):
            result = self.reader.read(net.backprop(self.lay(list(sample)), self.lay(list(target))), net)
            grads = [to_lists(g) for kind in result for g in kind]
            totals = grads if totals is None else added(totals, grads)
        mean = divided(totals, len(forward["samples"]))
        return mean[: len(net.weights)], mean[len(net.weights) :]


def flat(output):
    output = to_lists(output)
    return [entry for row in output for entry in (row if isinstance(row, list) else [row])]


def added(x, y):
    return [added(a, b) for a, b in zip(x, y)] if isinstance(x, list) else x + y


def divided(x, m):
    return [divided(entry, m) for entry in x] if isinstance(x, list) else x / m


def costs_of(author, cls):
    """Loss → the cost class of the file, where the constructor takes a cost."""
    if not takes(cls.__init__, "loss"):
        return {}
    found = {}
    for name, x in author.classes.items():
        word = name.lower().replace("_", "")
        if "quadratic" in word or "squared" in word or "mse" in word:
            found["squared"] = x
        if "crossentropy" in word:
            found["bce"] = x
    return found


class MiniBatches:
    """Training by update_mini_batch(mini_batch, eta), the whole batch in one."""

    ROLES = {"batch": ["mini_batch", "minibatch", "batch", "training_data"], "penalty": ["lmbda", "lambda_", "lam"], "count": ["n"]}

    def __init__(self, network):
        self.network = network
        self.listed = parameters(getattr(network.cls, "update_mini_batch", None) or (lambda: None))
        self.takes = any(role_of(p.name) == "learning_rate" for p in self.listed)

    def run(self, message):
        return stepped(self.network, message, self.step)

    def step(self, net, question, _):
        pairs = zip(zip(*question["x"]), zip(*question["target"]))
        batch = [(self.network.lay(list(x)), self.network.lay(list(y))) for x, y in pairs]
        known = {"batch": batch, "learning_rate": question["learningRate"], "penalty": 0.0, "count": len(batch)}
        names = {p.name: role for p in self.listed for role, words in self.ROLES.items() if p.name.lower() in words}
        call(net.update_mini_batch, {**known, **{name: known[role] for name, role in names.items()}}, ["batch", "learning_rate"])
