"""Network and training questions to a class of the chapter's shape: layer sizes in, lists `weights` and `biases`, samples in columns."""
from __future__ import annotations

from python_output import output_seen, reports_cross_entropy, runs_deep
from python_probe import BACKWARD, is_pair, look, made
from python_shape import ACTIVATIONS, IDENTITIES, LOSSES, activation_seen, arguments_for, call, named_in, parameters, role_of, string_constants, takes
from python_training import train
from python_values import Unsupported, as_scalar, asked_names, column, described, to_author, to_lists, uncolumn

SQUARED = ("mse", "half_squared_error")
OWN_LOSSES = ("train_step", "compute_loss", "loss", "cost", "loss_function")


class NetworkClass:
    def __init__(self, cls, source, losses):
        self.cls, self.name, self.functions = cls, cls.__name__, losses
        self.notes = []
        in_class, in_file = string_constants(source, cls)
        self.supported = {"activation": named_in(in_class, ACTIVATIONS) or named_in(in_file, ACTIVATIONS), "loss": named_in(in_class, LOSSES)}
        self.loss_parameter = takes(cls.backward, "loss") or takes(cls.__init__, "loss")
        self.loss_names = self.supported["loss"] if self.loss_parameter else {"squared": None}
        self.probe()
        if takes(cls.__init__, "activation"):
            self.activation_names = dict(self.supported["activation"])
            identity = next((name for name in IDENTITIES if self.seen(name) == "identity" and runs_deep(self, name)), None)
            if identity:
                self.activation_names["identity"] = identity
        else:
            seen = self.seen(None)
            self.activation_names = {seen: None} if seen else {}
            if not seen:
                self.notes.append("the constructor takes no activation, and the one that forward applies is none that is known")
        # a single layer is an output layer: what it applies, whatever activation the class is made with
        self.outputs = {name: output_seen(self, called) for name, called in self.activation_names.items()}
        if not self.loss_parameter and self.own and reports_cross_entropy(self):
            self.loss_names = {"bce": None}
            self.notes.append(f"{self.own} gives binary cross-entropy: it is not asked for squared errors")
        self.activations = sorted(self.activation_names)

    def losses(self):
        names = [*SQUARED] if "squared" in self.loss_names else []
        return names + (["bce"] if "bce" in self.loss_names else [])

    # ---- making one ----

    def make(self, sizes, activation=None, loss=None):
        listed = parameters(self.cls.__init__)[1:]
        known = {"learning_rate": 0.1, "seed": 0}
        known |= {"activation": activation} if activation is not None else {}
        known |= {"loss": loss} if loss is not None else {}
        for parameter in listed[1:]:  # without a default, any that the author supports
            role = role_of(parameter.name)
            if role not in known and parameter.default is parameter.empty and self.supported.get(role):
                known[role] = next(iter(self.supported[role].values()))
        return self.cls(list(sizes), **arguments_for(listed[1:], known, [], self.name))

    def probe(self):
        """Is it of the shape? Refused with what is missing if not."""
        net = made(self)
        self.swapped = look(self, net)
        if self.swapped:
            self.notes.append("forward gives (z_values, activations), in that order: taken so")
        self.own = next((name for name in OWN_LOSSES if self.gives_loss(name)), None)

    def gives_loss(self, name):
        """Whether that method gives a number on a small network."""
        if not callable(getattr(self.cls, name, None)):
            return False
        try:
            return isinstance(self.loss_by(name, self.make([2, 3, 1]), [[0.5], [0.8]], [[1.0]]), (int, float))
        except (Exception, SystemExit):
            return False

    def seen(self, activation):
        try:
            net = self.make([1, 1], activation)
        except (Exception, SystemExit):
            return None
        self.set(net, [{"W": [[1.0]], "b": [0.0]}])
        return activation_seen(lambda X: self.forward(net, X)["a"][-1])

    def check_output(self, names):
        """Raises Unsupported where the output layer has an activation of its own, and another one is asked."""
        own = self.outputs.get(names[0])
        if own in (None, names[0]):
            if len(set(names)) > 1:
                raise Unsupported(f"one activation for all layers; asked {' then '.join(names)}")
        elif own != names[-1]:
            raise Unsupported(f"the output layer is always {own} where the class is made with {names[0]}; asked {' then '.join(names)}")

    def set(self, net, layers):
        given = {"weights": [to_author(layer["W"]) for layer in layers], "biases": [to_author(column(layer["b"])) for layer in layers]}
        for kind, tensors in given.items():
            try:
                setattr(net, kind, tensors)
            except AttributeError:  # a property that can only be read: the list that it gives may be the author's own
                held = getattr(net, kind)
                if isinstance(held, list):
                    held[:] = tensors

    def network(self, question):
        """A fresh instance for the question, or Unsupported."""
        layers, loss = question["layers"], question["loss"]
        names = [layer["activation"] for layer in layers]
        if len(set(names[:-1])) > 1:
            raise Unsupported(f"one activation for all hidden layers; asked {' then '.join(names)}")
        if names[0] not in self.activation_names:
            raise Unsupported(f"activation:{names[0]}")
        self.check_output(names)
        if "alpha" in layers[0] and layers[0]["alpha"] != {"leaky_relu": 0.01, "elu": 1}.get(names[0]):
            raise Unsupported(f"activation:{names[0]} with alpha {layers[0]['alpha']}")
        sizes = [len(layers[0]["W"][0]), *(len(layer["W"]) for layer in layers)]
        net = self.make(sizes, self.activation_names[names[0]], self.loss_name(loss, layers))
        self.set(net, layers)
        return net

    def loss_name(self, loss, layers):
        """What the class calls the asked loss (None where it has no parameter for it), or Unsupported."""
        if loss.get("l2"):
            raise Unsupported("l2")
        kind = "squared" if loss["name"] in SQUARED else loss["name"]
        if kind not in self.loss_names:
            raise Unsupported(f"loss:{loss['name']}")
        if kind == "bce" and layers[-1]["activation"] != "sigmoid":
            raise Unsupported("bce without a sigmoid output")
        if kind == "bce" and not (loss["reduction"] == "batchmean" or (loss["reduction"] == "mean" and len(layers[-1]["W"]) == 1)):
            raise Unsupported(f"bce with reduction:{loss['reduction']}: the class averages over samples")
        return self.loss_names[kind]

    # ---- asking one ----

    def forward(self, net, X, swapped=None):
        """{ a, z, raw }: activations and pre-activations of the layers (z None if it does not show them), and what backward takes."""
        result = net.forward(X)
        if is_pair(result):
            activations, zs = result[::-1] if (self.swapped if swapped is None else swapped) else result
        else:
            activations, zs = getattr(net, "activations", None) or [result], getattr(net, "z_values", None)
        depth = len(net.weights)
        a = [to_lists(x) for x in list(activations)[-depth:]]
        z = [to_lists(x) for x in zs] if zs is not None and len(zs) == depth else None
        return {"a": a, "z": z, "raw": (activations, zs)}

    def backed(self, net, X, y, forward, loss):
        """Whatever backward gives."""
        activations, zs = forward["raw"]
        known = {"X": X, "y": y, "activations": activations, "z_values": zs, **({"loss": loss} if loss else {})}
        return call(net.backward, known, ["X", "y", "activations", "z_values"])

    def backward(self, net, X, y, forward, loss):
        result = self.backed(net, X, y, forward, loss)
        if isinstance(result, (tuple, list)) and len(result) == 2:
            return result
        raise TypeError(f"backward gave {described(result)}; expected {BACKWARD}")

    def quantities(self, net, question, kinds):
        """Everything that one pass shows at the present weights: { values, gradients } by name."""
        X, y = question["x"], question["target"]
        loss = self.loss_name(question["loss"], question["layers"])
        values = {"x": X, "t": y}
        for i, (W, b) in enumerate(zip(net.weights, net.biases), 1):
            values |= {f"W{i}": to_lists(W), f"b{i}": uncolumn(to_lists(b))}
        inputs = to_author(X)
        forward = self.forward(net, inputs)
        values |= {f"a{i}": a for i, a in enumerate(forward["a"], 1)}
        values |= {f"z{i}": z for i, z in enumerate(forward["z"] or [], 1)}
        gradients = {"L": 1.0}
        if "gradients" in kinds:
            grads_W, grads_b = self.backward(net, inputs, to_author(y), forward, loss)
            gradients |= {f"W{i}": to_lists(g) for i, g in enumerate(grads_W, 1)}
            gradients |= {f"b{i}": uncolumn(to_lists(g)) for i, g in enumerate(grads_b, 1)}
        L = self.functions.of_network(question["loss"], forward["a"][-1], y)
        return {"values": values if L is None else {**values, "L": L}, "gradients": gradients, "output": forward["a"][-1]}

    def ask(self, message):
        question = message["question"]
        if question["kind"] == "training":
            return train(self, message)
        kinds = [kind for kind in ("values", "gradients") if asked_names(message, kind)]
        return self.sorted_out(self.quantities(self.network(question), question, kinds), message)

    def sorted_out(self, seen, message):
        """What was asked of what was seen; the rest is unavailable, with the reason."""
        reply = {"values": {}, "gradients": {}, "unavailable": {}}
        for kind in ("values", "gradients"):
            for name in asked_names(message, kind):
                if name in seen[kind]:
                    reply[kind][name] = seen[kind][name]
                elif name[0] not in "Wb" or kind == "values":
                    reply["unavailable"][name] = seen.get("reasons", {}).get(name) or self.reason(name, kind, message["question"])
        return reply

    def reason(self, name, kind, question):
        if kind == "gradients":
            return "backward gives the gradients of weights and biases only"
        if name[0] in "LR":
            loss = question["loss"]
            return f"the file has no function for {loss['name']} with reduction {loss['reduction']}"
        return "forward does not show it"

    # ---- its own loss ----

    def own_loss(self):
        return self.own

    def loss_by(self, method, net, x, y, loss=None):
        """The class's own number for its loss. A training step changes the instance: give one that is not needed any more."""
        X, Y = to_author(x), to_author(y)
        known = {"X": X, "y": Y, "learning_rate": 0.0, **({"loss": loss} if loss else {})}
        function = getattr(net, method)
        if method == "train_step":
            return as_scalar(call(function, known, ["X", "y", "learning_rate"]))
        if not takes(function, "X"):
            known["y_pred"] = self.forward(net, X)["raw"][0][-1]
        return as_scalar(call(function, known, ["X", "y"] if takes(function, "X") else ["y_pred", "y"]))

    def evaluate(self, message):
        question = message["question"]
        if question["kind"] != "network":
            raise Unsupported(f"evaluate:{question['kind']}")
        points = []
        for point in message["points"]:
            layers = [
                {**layer, "W": point.get(f"W{i}", layer["W"]), "b": point.get(f"b{i}", layer["b"])}
                for i, layer in enumerate(question["layers"], 1)
            ]
            here = {**question, "layers": layers, "x": point.get("x", question["x"]), "target": point.get("t", question["target"])}
            seen = self.quantities(self.network(here), here, ["values"])["values"]
            if self.own:
                loss = self.loss_name(here["loss"], layers)
                seen["L"] = self.loss_by(self.own, self.network(here), here["x"], here["target"], loss)
            points.append({name: seen[name] for name in {"L", *message["want"]["values"]} if name in seen})
        return {"values": points, **({"own": self.own} if self.own else {})}
