"""Training questions to a class: its own step, or forward, backward and update, with a look at the weights between the steps."""
from __future__ import annotations

import copy

from python_reading import call, constructor, role_of, takes
from python_values import Unsupported, as_scalar, asked_names, is_close, is_number


class Training:
    """How a class makes one update, and where its learning rate is set: an argument, the constructor or an attribute."""

    STEPS = ("train_step", "train_on_batch", "train_batch")
    UPDATES = ("update_weights", "update", "update_parameters", "update_params", "step")

    def __init__(self, shape):
        self.shape, self.notes, self.attribute = shape, [], None
        self.way, reason = self.find()
        self.reason = reason
        if self.way is None:
            self.notes.append(f"not asked for training runs: {reason}")

    def find(self):
        """(the first way of updating whose learning rate can be set, None), or (None, why there is none)."""
        cls = self.shape.cls
        steps = [[name] for name in self.STEPS if callable(getattr(cls, name, None))]
        updates = [["backward", name] for name in self.UPDATES if callable(getattr(cls, name, None))]
        if self.shape.updates_in_backward:
            updates = [["backward"]]
        ways = [*steps, *updates]
        if not ways:
            return None, "the class has neither train_step nor update_weights"
        for is_set in (self.by_argument, self.by_constructor, self.by_attribute):
            way = next((way for way in ways if is_set(way)), None)
            if way:
                return way, None
        return None, f"{ways[0][-1]} takes no learning rate, nor does the constructor, and no attribute holds one"

    def by_argument(self, way):
        return any(takes(getattr(self.shape.cls, name), "learning_rate") for name in way)

    def by_constructor(self, _):
        return any(role_of(p.name) == "learning_rate" for p in constructor(self.shape.cls)[1:])

    def by_attribute(self, _):
        held = vars(self.shape.make([2, 3, 1]))
        self.attribute = next((name for name, x in held.items() if role_of(name.strip("_")) == "learning_rate" and is_number(x)), None)
        return self.attribute is not None

    def step(self, net, question, loss):
        """One update of the weights in place; the loss that the class reports of it, or None."""
        shape, rate = self.shape, question["learningRate"]
        X, y = shape.layout.x(question["x"]), shape.layout.x(question["target"])
        known = {"X": X, "y": y, "learning_rate": rate, **({"loss": loss} if loss else {})}
        if self.attribute:
            setattr(net, self.attribute, rate)
        [first, *update] = self.way
        if first != "backward":
            return as_scalar(call(getattr(net, first), known, ["X", "y", "learning_rate"]))
        forward = shape.forward(net, X)
        result = shape.backed(net, X, y, forward, loss, rate)
        if update:
            grads_W, grads_b = shape.reader.read(result, net) if shape.reader else result
            taken = ["grads", "learning_rate"] if takes(getattr(net, update[0]), "grads") else ["grads_W", "grads_b", "learning_rate"]
            call(getattr(net, update[0]), {**known, "grads_W": grads_W, "grads_b": grads_b, "grads": result}, taken)
        return None

    def run(self, message):
        if self.way is None:
            raise Unsupported(f"training: {self.reason}")
        return stepped(self.shape, message, self.step)


def stepped(shape, message, step):
    """What is asked of a run of updates; `step(net, question, loss)` makes one in place, and gives the loss that is reported of it, or None."""
    question = message["question"]
    net = shape.network(question)
    loss = shape.loss_name(question["loss"], question["layers"])
    steps, asked = question["steps"], {kind: asked_names(message, kind) for kind in ("values", "gradients")}
    seen = {"values": {}, "gradients": {}, "reasons": {}}
    for k in range(steps + 1):
        here = {kind: [name for name in names if name.endswith(f"@{k}")] for kind, names in asked.items()}
        needed = any(name[0] not in "LRWb" for name in here["values"]) or here["gradients"]
        looked = {"values": shape.parameters(net), "gradients": {}}
        losses = [name for name in here["values"] if name[0] in "LR"]
        if needed or losses:
            # A copy, so that looking changes nothing.
            looked = shape.quantities(copy.deepcopy(net), question, ["gradients"] if here["gradients"] and "network" in shape.kinds else [])
        # The reported loss is the one before the update; after the last update a copy makes one step more.
        returned = step(net if k < steps else copy.deepcopy(net), question, loss) if k < steps or losses else None
        for name in losses:
            tell_loss(seen, name, question, returned, looked)
        for kind, names in here.items():
            seen[kind] |= {name: looked[kind][name.split("@")[0]] for name in names if name not in losses and name.split("@")[0] in looked[kind]}
    return seen


def stepped_stack(stack, message, step):
    """The same of layers that are put together here: `step(stages, learning rate)` updates them in place, after a pass has left them their gradients."""
    question = message["question"]
    stages, seen = stack.stages(question["layers"]), {"values": {}, "gradients": {}, "reasons": {}}
    for k in range(question["steps"] + 1):
        looked = stack.quantities(question, ["gradients"], stages)
        for kind in ("values", "gradients"):
            for name in asked_names(message, kind):
                node, _, at = name.partition("@")
                if at == str(k) and node in looked[kind]:
                    seen[kind][name] = looked[kind][node]
                elif at == str(k) and node == "R" and "report" not in question and "L" in looked["values"]:
                    seen[kind][name] = looked["values"]["L"]
        if k < question["steps"]:
            step(stages, question["learningRate"])
    return seen


def tell_loss(seen, name, question, returned, looked):
    """`L@k` or `R@k`: the returned loss, if it is the asked one or no squared error that we could name; else a function of the file's."""
    asked = question["loss"] if name[0] == "L" else question.get("report", question["loss"])
    kinds = recognised(returned, looked["output"], question["target"])
    of_asked = (asked["name"], asked["reduction"])
    is_reported = name[0] == "R" or "report" not in question
    if isinstance(returned, (int, float)) and (of_asked in kinds or (not kinds and is_reported)):
        seen["values"][name] = returned
    elif name[0] == "L" and "L" in looked["values"]:
        seen["values"][name] = looked["values"]["L"]
    elif returned is None:
        seen["reasons"][name] = "the class reports no loss when it trains"
    else:
        called = " = ".join(f"{kind} with reduction {reduction}" for kind, reduction in kinds) or "another loss"
        seen["reasons"][name] = f"train_step reports {called}, not {asked['name']} with reduction {asked['reduction']}"


def recognised(returned, output, target):
    """Which squared errors a number is, loosely."""
    squares = [(a - t) ** 2 for row, targets in zip(output, target) for a, t in zip(row, targets)]
    samples, entries, total = len(output[0]), len(squares), sum(squares)
    reductions = {"mean": entries, "batchmean": samples, "sum": 1}
    factors = {"mse": 1, "half_squared_error": 0.5}
    return [(kind, r) for kind, factor in factors.items() for r, n in reductions.items() if is_close(returned, factor * total / n)]
