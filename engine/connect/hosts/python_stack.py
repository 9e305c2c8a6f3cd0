"""
Networks put together of an author's layers: dense layers, activations and a loss, each with its own forward and backward.

What flows between them is shown as it is; where a file has no loss for a squared error, its derivative at the output is handed to the layers.
"""
from __future__ import annotations

from python_activations import check_alpha
from python_heads import check_clip, target_for
from python_network import SQUARED, at
from python_updates import tried
from python_values import Unsupported, as_scalar, asked_names, sorted_out

FACTORS = {"mse": 2.0, "half_squared_error": 1.0}
# a loss of scores; the same as a loss behind an activation
HEADS = [("softmax_cross_entropy", "cross_entropy", "softmax"), ("bce_with_logits", "bce", "sigmoid")]
# Where a loss stands: behind the last layer; in place of its activation; behind an activation that is put before it.
PLAIN, FUSED, APPENDED = "plain", "fused", "appended"
# what flows behind an activation that is no layer of the question
INNER = ""


class Stack:
    """
    A kit has a layout, `dense(W, b)`, `activation(name)`, `chain(steps, alike)`, `activations`, `heads`, `updates`, and `averages`: whether its layers
    take the mean over the samples.
    """

    unnamed = False

    def __init__(self, name, kit, options):
        self.name, self.kit, self.layout, self.notes = name, kit, kit.layout, kit.notes
        self.average = options.average or self.average_seen()
        self.by_loss = {}
        for head in kit.heads:
            self.by_loss.setdefault(head.loss, []).append(head)
        self.training = tried(kit.updates, self, kit.notes) if kit.updates else None
        self.kinds = ["network", *(["loss"] if kit.heads else []), *(["training"] if self.training else [])]
        self.activations = sorted({*kit.activations, "identity"})
        same = [behind for scores, behind, _ in HEADS if scores in self.by_loss]
        same += [scores for scores, behind, last in HEADS if behind in self.by_loss and last in kit.activations]
        self.losses = sorted({*self.by_loss, *same, *(SQUARED if self.average else [])})
        self.evaluates = bool(kit.heads)
        own = [loss for loss in SQUARED if loss in self.by_loss]
        if self.average:
            self.notes.append(f"the derivative of a squared error{' that is none of its own' if own else ''} at the output is handed to its layers")

    def average_seen(self):
        """Who divides by the number of samples: the loss, unless the layers do and their losses leave it to them. None where that cannot be seen."""
        if not self.kit.averages:
            return "loss"
        if any(head.undivided for head in self.kit.heads):
            self.notes.append("the layers divide by the number of samples, and the losses leave that to them: taken so")
            return "layer"
        if self.kit.heads:
            return "loss"
        self.notes.append(
            "the layers divide by the number of samples, and there is no loss to see whether that is left to them: "
            "say --layout average=layer or average=loss, to be asked for squared errors"
        )
        return None

    # ---- one network ----

    def stages(self, layers):
        """[(dense, activation or None)], fresh."""
        found = []
        for layer in layers:
            check_alpha(layer)
            activation = None if layer["activation"] == "identity" else self.kit.activation(layer["activation"])
            found.append((self.kit.dense(self.layout.W(layer["W"]), self.layout.b(layer["b"])), activation))
        return found

    def head(self, loss, activation):
        """(a loss of the author's, or None for one that is handed, and where it stands), or Unsupported."""
        if loss.get("l2"):
            raise Unsupported("l2")
        if "clip" in loss:
            raise Unsupported(f"{loss['name']} with a clip")
        name, reduction = loss["name"], loss["reduction"]
        ways = [(name, PLAIN)]
        ways += [(scores, FUSED) for scores, behind, last in HEADS if (behind, last) == (name, activation)]
        ways += [(behind, APPENDED) for scores, behind, last in HEADS if scores == name and last in self.kit.activations]
        for known, way in ways:
            for head in self.by_loss.get(known, []):
                if reduction in head.reductions:
                    return head, way
        if name in SQUARED and self.average:
            return None, PLAIN
        held = [head for known, _ in ways for head in self.by_loss.get(known, [])]
        if held:
            raise Unsupported(f"{name} with reduction:{reduction}: its own is {' or '.join(sorted(held[0].reductions))}")
        raise Unsupported(f"loss:{name}")

    def handed(self, loss, output, target):
        """∂L/∂a of a squared error, in our layout; the mean over samples is left out where the layers take it."""
        rows, samples = len(output), len(output[0])
        divisor = {"mean": rows * samples, "batchmean": samples, "sum": 1}[loss["reduction"]]
        c = FACTORS[loss["name"]] / divisor * (samples if self.average == "layer" else 1)
        return [[c * (a - t) for a, t in zip(*rows)] for rows in zip(output, target)]

    def quantities(self, question, kinds, stages=None):
        """Everything that one pass shows: { values, gradients, reasons } by name."""
        layers, loss = question["layers"], question["loss"]
        head, way = self.head(loss, layers[-1]["activation"])
        if head is None and is_loss_alone(question):
            raise Unsupported(f"{loss['name']} alone: the file has no such loss")
        stages = stages or self.stages(layers)
        chain = self.kit.chain(*steps_of(stages, way, self.kit, loss["name"]))
        target = target_for(self.layout, question["target"], head) if head else None
        values = {"x": question["x"], "t": question["target"], **self.parameters(stages)}
        shown = chain.forward(self.layout.x(question["x"]))
        values |= {name: self.layout.our_x(x) for name, x in shown.items() if name != INNER}
        gradients, reasons = {"L": 1.0}, {}
        if head:
            check_clip(head, self.layout.our_x(shown[chain.last]))
            value, flowing = head.run(shown[chain.last], target)
            values["L"] = as_scalar(value)
        else:
            reasons["L"] = f"the file has no loss that is {loss['name']} with reduction {loss['reduction']}"
            flowing = self.layout.x(self.handed(loss, values[chain.last], question["target"]))
        if "gradients" in kinds:
            flown = chain.backward(flowing)
            if self.average != "layer":
                hidden = {INNER, chain.last} if head and head.past else {INNER}
                gradients |= {name: self.layout.our_x(g) for name, g in flown.items() if name not in hidden and g is not None}
            gradients |= self.gradients_of(stages)
        return {"values": values, "gradients": gradients, "reasons": reasons}

    def parameters(self, stages):
        named = {}
        for i, (dense, _) in enumerate(stages, 1):
            W = self.layout.our_W(dense.W)
            named |= {f"W{i}": W, f"b{i}": self.layout.our_b(dense.b, len(W))}
        return named

    def gradients_of(self, stages):
        named = {}
        for i, (dense, _) in enumerate(stages, 1):
            size = len(self.layout.our_W(dense.W))
            named |= {f"W{i}": self.layout.our_W(dense.dW), f"b{i}": self.layout.our_b(dense.db, size)}
        return named

    # ---- questions ----

    def ask(self, message):
        question = message["question"]
        if question["kind"] == "loss":
            return sorted_out(self.of_loss(question), message, lambda name, _: f"the loss does not give {name}")
        if question["kind"] == "training":
            seen = self.training.run(self, message)
        else:
            seen = self.quantities(question, [kind for kind in ("values", "gradients") if asked_names(message, kind)])
        return sorted_out(seen, message, lambda name, kind: "its layers do not show it")

    def of_loss(self, question):
        """A loss of a matrix of samples, alone."""
        loss, p, target = question["loss"], question["p"], question["target"]
        if not isinstance(p[0], list):
            raise Unsupported("a loss of a vector: its losses take a batch")
        head = next((head for head in self.by_loss.get(loss["name"], []) if loss["reduction"] in head.reductions), None)
        if head is None:
            raise Unsupported(f"loss:{loss['name']} with reduction {loss['reduction']}")
        if "clip" in loss:
            raise Unsupported(f"{loss['name']} with a clip")
        given, due = self.layout.x(p), target_for(self.layout, target, head)
        check_clip(head, p)
        value, gradient = head.run(given, due)
        gradients, reasons = {"L": 1.0, "p": self.layout.our_x(gradient)}, {}
        if head.past or (self.average == "layer" and head.undivided):
            del gradients["p"]
            reasons["p"] = f"{head.called} goes back past the softmax in one step" if head.past else "its gradient leaves the mean to the layers"
        return {"values": {"p": p, "t": target, "L": as_scalar(value)}, "gradients": gradients, "reasons": reasons}

    def evaluate(self, message):
        question = message["question"]
        if question["kind"] == "loss":
            here = [{**question, "p": point.get("p", question["p"]), "target": point.get("t", question["target"])} for point in message["points"]]
            return {"values": [{"L": self.of_loss(one)["values"]["L"]} for one in here]}
        seen = [self.quantities(at(question, point), [])["values"] for point in message["points"]]
        return {"values": [{name: one[name] for name in {"L", *message["want"]["values"]} if name in one} for one in seen]}


def is_loss_alone(question):
    """x is the unit matrix before one layer that does nothing: then ∂L/∂W1 is the derivative of the loss, and of nothing else."""
    [first, *others], x = question["layers"], question["x"]
    is_unit = all(entry == (1 if i == j else 0) for i, row in enumerate(x) for j, entry in enumerate(row)) and len(x) == len(x[0])
    return is_unit and not others and first["activation"] == "identity"


def steps_of(stages, way, kit, loss):
    """([(name of what comes out, layer)], names that are alike): behind no activation, z and a are the same."""
    steps, alike = [], {}
    for i, (dense, activation) in enumerate(stages, 1):
        steps.append((f"z{i}", dense))
        if activation is None:
            alike[f"z{i}"] = f"a{i}"
        elif way != FUSED or i < len(stages):
            steps.append((f"a{i}", activation))
    if way == APPENDED:
        steps.append((INNER, kit.activation(next(last for scores, _, last in HEADS if scores == loss))))
    return steps, alike


class Chain:
    """Layers one after the other, each of which shows what goes through it."""

    def __init__(self, steps, alike):
        self.steps, self.alike = steps, alike
        self.names = [name for name, _ in steps]
        self.last = self.names[-1]

    def with_alike(self, shown):
        return {**shown, **{other: shown[name] for name, other in self.alike.items() if name in shown}}

    def forward(self, x):
        shown = {}
        for name, step in self.steps:
            shown[name] = x = step.forward(x)
        return self.with_alike(shown)

    def backward(self, flowing):
        """∂L/∂ of everything that flows, from the gradient of the last."""
        flown = {self.last: flowing}
        for i in reversed(range(len(self.steps))):
            flowing = self.steps[i][1].backward(flowing)
            flown[self.names[i - 1] if i > 0 else "x"] = flowing
        return self.with_alike(flown)


class Whole:
    """The same through a container of the author's, which shows its output and, if it gives it back, the gradient of its input."""

    def __init__(self, container, steps, alike):
        self.container, self.last = container, steps[-1][0]
        self.alike = {name: other for name, other in alike.items() if name == self.last}

    def forward(self, x):
        out = self.container.forward(x)
        return {name: out for name in (self.last, *self.alike.values())}

    def backward(self, flowing):
        return {self.last: flowing, **{other: flowing for other in self.alike.values()}, "x": self.container.backward(flowing)}
