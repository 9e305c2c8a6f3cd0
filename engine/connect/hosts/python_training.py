"""Training questions: the class's own train_step, or forward, backward and update, with a look at the weights between the steps."""
from __future__ import annotations

import copy

from python_shape import call
from python_values import Unsupported, as_scalar, asked_names, is_close, to_author, to_lists, uncolumn

UPDATES = ("update_weights", "update", "update_parameters", "step")


def train(shape, message):
    question = message["question"]
    net = shape.network(question)
    loss = shape.loss_name(question["loss"], question["layers"])
    steps, asked = question["steps"], {kind: asked_names(message, kind) for kind in ("values", "gradients")}
    seen = {"values": {}, "gradients": {}, "reasons": {}}
    for k in range(steps + 1):
        here = {kind: [name for name in names if name.endswith(f"@{k}")] for kind, names in asked.items()}
        needed = any(name[0] not in "LRWb" for name in here["values"]) or here["gradients"]
        looked = {"values": {}, "gradients": {}}
        for i, (W, b) in enumerate(zip(net.weights, net.biases), 1):
            looked["values"] |= {f"W{i}": to_lists(W), f"b{i}": uncolumn(to_lists(b))}
        losses = [name for name in here["values"] if name[0] in "LR"]
        if needed or losses:
            # A copy, so that looking changes nothing.
            looked = shape.quantities(copy.deepcopy(net), question, ["gradients"] if here["gradients"] else [])
        # The reported loss is the one before the update; after the last update a copy makes one step more.
        returned = step(shape, net if k < steps else copy.deepcopy(net), question, loss) if k < steps or losses else None
        for name in losses:
            tell_loss(seen, name, question, returned, looked)
        for kind, names in here.items():
            seen[kind] |= {name: looked[kind][name.split("@")[0]] for name in names if name not in losses and name.split("@")[0] in looked[kind]}
    return shape.sorted_out(seen, message)


def step(shape, net, question, loss):
    """One update of the weights in place; the loss that the class reports of it, or None."""
    X, y = to_author(question["x"]), to_author(question["target"])
    known = {"X": X, "y": y, "learning_rate": question["learningRate"], **({"loss": loss} if loss else {})}
    if callable(getattr(net, "train_step", None)):
        return as_scalar(call(net.train_step, known, ["X", "y", "learning_rate"]))
    update = next((getattr(net, name) for name in UPDATES if callable(getattr(net, name, None))), None)
    if update is None:
        raise Unsupported("training: the class has neither train_step nor update_weights")
    grads_W, grads_b = shape.backward(net, X, y, shape.forward(net, X), loss)
    call(update, {**known, "grads_W": grads_W, "grads_b": grads_b}, ["grads_W", "grads_b", "learning_rate"])
    return None


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
