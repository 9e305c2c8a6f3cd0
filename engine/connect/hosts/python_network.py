"""
What the shapes of whole networks share: a question becomes a network with its parameters, and what one pass shows becomes the answer.

A shape says how its networks are made (`make`, `set`), run (`forward`) and differentiated (`backward`), and which activations and losses they take.
"""
from __future__ import annotations

from python_activations import check_alpha
from python_layout import Layout
from python_output import pair_of
from python_values import FAILURES, Unsupported, asked_names, sorted_out

SQUARED = ("mse", "half_squared_error")
# the activation of the output that a loss is taken of
BEHIND = {"bce": "sigmoid", "cross_entropy": "softmax", "softmax_cross_entropy": "identity", "bce_with_logits": "identity"}


class Network:
    kinds = ["network"]
    evaluates = False
    # gradients of the squared error that the class means: it has no word for it
    unnamed = True
    # whose loss `evaluate` gives, where it is not the one that is asked
    own = None
    depths = None

    def __init__(self, name, functions, options):
        self.name, self.functions, self.options = name, functions, options
        self.notes, self.layout = [], Layout()
        # hidden activation → what the constructor calls it, and the activation of the output layer
        self.activation_names, self.outputs = {}, {}
        # loss → what the class calls it; "squared" for any of those
        self.loss_names = {"squared": None}
        # loss → reductions that it has, where it is not batchmean
        self.reductions = {}

    @property
    def activations(self):
        return sorted({*self.outputs, *self.outputs.values()})

    @property
    def losses(self):
        return [loss for kind in self.loss_names for loss in (SQUARED if kind == "squared" else [kind])]

    # ---- what it can be ----

    def add(self, hidden, called, output):
        """The first that does it stays."""
        self.activation_names.setdefault(hidden, called)
        self.outputs.setdefault(hidden, output)

    def find_activation(self):
        """Of networks that have one activation for all, or one for the output."""
        pair = pair_of(self, None)
        if pair:
            self.add(pair[0], None, pair[1])
        else:
            self.notes.append("the activation that forward applies is none that is known")

    def hidden_of(self, names):
        """The hidden activation that makes a network of these activations, or Unsupported."""
        if self.depths and len(names) not in self.depths:
            raise Unsupported(f"{len(names)} layers: it has {' or '.join(map(str, sorted(self.depths)))}")
        if len(set(names[:-1])) > 1:
            raise Unsupported(f"one activation for all hidden layers; asked {' then '.join(names)}")
        if len(names) == 1:
            # a single layer is an output layer
            found = next((hidden for hidden, output in self.outputs.items() if output == names[0]), None)
            if found is None:
                raise Unsupported(f"an output layer of {names[0]}" if names[0] in self.activations else f"activation:{names[0]}")
            return found
        if names[0] not in self.activation_names:
            # of the output alone it is claimed
            raise Unsupported(f"hidden layers of {names[0]}" if names[0] in self.activations else f"activation:{names[0]}")
        own = self.outputs[names[0]]
        if own == names[0] and own != names[-1]:
            raise Unsupported(f"one activation for all layers; asked {' then '.join(names)}")
        if own != names[-1]:
            raise Unsupported(f"the output layer is always {own} where the hidden ones are {names[0]}; asked {' then '.join(names)}")
        return names[0]

    def loss_name(self, loss, layers):
        """What the class calls the asked loss (None where it has no parameter for it), or Unsupported."""
        name, reduction = loss["name"], loss["reduction"]
        if loss.get("l2") and not self.takes_penalty:
            raise Unsupported("l2")
        if name in SQUARED and "squared" in self.loss_names:
            return self.loss_names["squared"]
        if name not in self.loss_names:
            raise Unsupported(f"loss:{name}")
        if layers[-1]["activation"] != BEHIND[name]:
            raise Unsupported(f"{name} without a {BEHIND[name]} output")
        # of one output the mean over entries is the mean over samples
        same = {"mean", "batchmean"} if len(layers[-1]["W"]) == 1 else set()
        own = self.reductions.get(name, {"batchmean"})
        if reduction not in (own | same if own & same else own):
            raise Unsupported(f"{name} with reduction:{reduction}: its own is {' or '.join(sorted(own))}")
        return self.loss_names[name]

    takes_penalty = False

    # ---- one network ----

    def make(self, sizes, activation=None, loss=None, learning_rate=0.1):
        raise NotImplementedError

    def network(self, question):
        """A fresh instance for the question, or Unsupported."""
        layers, loss = question["layers"], question["loss"]
        hidden = self.hidden_of([layer["activation"] for layer in layers])
        check_alpha(layers[0])
        sizes = [len(layers[0]["W"][0]), *(len(layer["W"]) for layer in layers)]
        net = self.make(sizes, self.activation_names[hidden], self.loss_name(loss, layers), question.get("learningRate", 0.1))
        self.set(net, layers)
        return net

    def parameters(self, net):
        """W1, b1, … as they are now."""
        named = {}
        for i, (W, b) in enumerate(self.tensors(net), 1):
            W = self.layout.our_W(W)
            named |= {f"W{i}": W, f"b{i}": self.layout.our_b(b, len(W))}
        return named

    def tensors(self, net):
        return zip(net.weights, net.biases)

    def seen_forward(self, output, depth, a=None, z=None):
        """{ a, z: layers that are shown, by number, last: the output }, of matrices as the author keeps them."""
        shown = {"a": {depth: self.layout.our_x(output)}, "z": {}}
        for kind, tensors in (("a", a), ("z", z)):
            if tensors is not None and len(tensors) == depth:
                shown[kind] = {i: self.layout.our_x(x) for i, x in enumerate(tensors, 1)}
        return {**shown, "last": shown["a"][depth]}

    def quantities(self, net, question, kinds):
        """Everything that one pass shows at the present parameters: { values, gradients } by name, and the output."""
        X, y = question["x"], question["target"]
        loss = self.loss_name(question["loss"], question["layers"])
        values = {"x": X, "t": y, **self.parameters(net)}
        inputs = self.layout.x(X)
        forward = self.forward(net, inputs)
        values |= {f"{kind}{i}": x for kind in "az" for i, x in forward[kind].items()}
        gradients = {"L": 1.0}
        if "gradients" in kinds:
            grads_W, grads_b = self.backward(net, inputs, self.layout.x(y), forward, loss, question.get("learningRate", 0.1))
            sizes = [len(layer["W"]) for layer in question["layers"]]
            gradients |= {f"W{i}": self.layout.our_W(g) for i, g in enumerate(grads_W, 1)}
            gradients |= {f"b{i}": self.layout.our_b(g, size) for i, (g, size) in enumerate(zip(grads_b, sizes), 1)}
        L = self.loss_of(net, question, forward)
        return {"values": values if L is None else {**values, "L": L}, "gradients": gradients, "output": forward["last"]}

    def loss_of(self, net, question, forward):
        """L, where something of the author's computes just that; else None."""
        return self.functions.of_network(question["loss"], forward["last"], question["target"])

    # ---- questions ----

    def ask(self, message):
        question = message["question"]
        if question["kind"] == "training":
            seen = self.training.run(message)
        else:
            kinds = [kind for kind in ("values", "gradients") if asked_names(message, kind)]
            seen = self.quantities(self.network(question), question, kinds)
        return sorted_out(seen, message, lambda name, kind: self.reason(name, kind, question))

    def reason(self, name, kind, question):
        if kind == "gradients":
            return "backward gives the gradients of weights and biases only"
        if name[0] in "LR":
            loss = question["loss"]
            return f"the file has no function for {loss['name']} with reduction {loss['reduction']}"
        return "forward does not show it"

    def evaluate(self, message):
        if message["question"]["kind"] != "network":
            raise Unsupported(f"evaluate:{message['question']['kind']}")
        points = []
        for here in map(lambda point: at(message["question"], point), message["points"]):
            seen = self.quantities(self.network(here), here, ["values"])["values"]
            if self.own:
                seen["L"] = self.loss_by(self.own, self.network(here), here["x"], here["target"], self.loss_name(here["loss"], here["layers"]))
            points.append({name: seen[name] for name in {"L", *message["want"]["values"]} if name in seen})
        return {"values": points, **({"own": self.own} if self.own else {})}


def at(question, point):
    """A network question with some of its tensors replaced."""
    layers = [{**layer, "W": point.get(f"W{i}", layer["W"]), "b": point.get(f"b{i}", layer["b"])} for i, layer in enumerate(question["layers"], 1)]
    return {**question, "layers": layers, "x": point.get("x", question["x"]), "target": point.get("t", question["target"])}


def runs(network, sizes):
    """Whether a network of these sizes takes samples and gives an output for each."""
    try:
        net = network.make(sizes)
        given = [[0.1 * (i + j) for j in range(5)] for i in range(sizes[0])]
        output = network.forward(net, network.layout.x(given))["last"]
    except FAILURES:
        return False
    return len(output) == sizes[-1] and all(len(row) == 5 for row in output)
