"""Updates of layers that are put together here: by a method of the layer, or by an optimiser of the file."""
from __future__ import annotations

from dataclasses import dataclass

from python_reading import bare, call, constructor, parameters, required, role_of, takes
from python_training import stepped_stack
from python_values import FAILURES

OWN_STEPS = ["sgd_step", "update", "update_parameters", "update_params", "step", "update_weights", "apply_gradients"]
# what an optimiser has beside its rate: none of it belongs to plain gradient descent
EXTRAS = ["momentum", "decay", "weight_decay"]


@dataclass(frozen=True)
class Updates:
    """`step(stages, rate)` moves the parameters of all dense layers by what the last pass left them."""

    step: object

    def run(self, stack, message):
        return stepped_stack(stack, message, self.step)


@dataclass(frozen=True)
class Layers:
    """What an optimiser asks of a model: its layers with parameters."""

    layers: list


def updates_of(author, kit):
    """What makes an update; None where there is nothing that does."""
    dense = author.classes[kit.dense_name]
    own = next((name for name in OWN_STEPS if callable(getattr(dense, name, None)) and takes(getattr(dense, name), "learning_rate")), None)
    optimiser = next((cls for name, cls in author.classes.items() if "sgd" in name.lower() or "gradientdescent" in bare(name)), None)
    if own:
        return Updates(lambda stages, rate: [call(getattr(one.layer, own), {"learning_rate": rate}, ["learning_rate"]) for one, _ in stages])
    return Updates(lambda stages, rate: by_optimiser(optimiser, [one for one, _ in stages], rate, kit)) if optimiser else None


def by_optimiser(cls, stages, rate, kit):
    """A fresh one: step() over a model of these layers, or update_params(layer) for each, between what comes before and after."""
    layers = [one.layer for one in stages]
    model = kit.contained(kit.container, stages).layer if kit.container else Layers(layers)
    listed = constructor(cls)
    known = {p.name: rate for p in listed if role_of(p.name) == "learning_rate"} | {p.name: 0.0 for p in listed if p.name in EXTRAS}
    takes_model = required(listed) and role_of(required(listed)[0].name) != "learning_rate"
    optimiser = cls(*([model] if takes_model else []), **known)
    if not callable(getattr(optimiser, "update_params", None)):
        optimiser.step(*([model] if required(parameters(optimiser.step)) else []))
        return
    for name, given in (("pre_update_params", [()]), ("update_params", [(layer,) for layer in layers]), ("post_update_params", [()])):
        for arguments in given if callable(getattr(optimiser, name, None)) else []:
            getattr(optimiser, name)(*arguments)


def tried(updates, stack, notes):
    """The updates, if they can be made at all; else None, told."""
    layers = [{"W": [[0.5, -0.25]], "b": [0.1], "activation": "identity"}]
    try:
        stages = stack.stages(layers)
        out = stages[0][0].forward(stack.layout.x([[0.5], [0.8]]))
        stages[0][0].backward(out)
        updates.step(stages, 0.5)
    except FAILURES as error:
        notes.append(f"not asked for training runs: an update cannot be made: {error!r}")
        return None
    return updates
