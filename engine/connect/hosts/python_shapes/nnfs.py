"""
Layers of Neural Networks from Scratch (H. Kinsley and D. Kukieła): Layer_Dense(n_inputs, n_neurons) whose forward leaves `output`, and whose
backward(dvalues) leaves dweights, dbiases and dinputs; losses with calculate(output, y) and backward(dvalues, y_true).
"""
from __future__ import annotations

from python_heads import heads_of
from python_modules import Kit, dense_classes, given_or_kept
from python_reading import constructor, methods_parameters, required
from python_stack import Stack
from python_values import as_scalar, to_lists

LOOKS = "a class like Layer_Dense(n_inputs, n_neurons) with forward(inputs) and backward(dvalues), which keeps output and dinputs"


def fits(author, name):
    found = [dense for dense in dense_classes(author) if any(p.name == "dvalues" for p in methods_parameters(author.classes[dense], "backward"))]
    meant = name is None or (name in author.classes and callable(getattr(author.classes[name], "backward", None)))
    return found[:1] if meant else []


def lacks(author, name):
    return f"{name} is no layer" if fits(author, None) else "no class that is made with two sizes has backward(dvalues)"


def connect(author, name, options, losses):
    stack = Stack(author.file, Kit(author, options, losses_of), options)
    author.notes += stack.notes
    return stack


def losses_of(author, kit):
    found = []
    for name, cls in author.classes.items():
        taken = [p.name for p in required(methods_parameters(cls, "backward"))]
        if taken[:1] == ["dvalues"] and len(taken) == 2 and not required(constructor(cls)):
            found += heads_of(name, runner(cls), kit.layout, kit.notes)
    return found


def runner(cls):
    """A loss gives each sample its own number, which calculate averages; a loss with its activation gives the average, and goes back from its output."""

    def run(x, t):
        loss = cls()
        if callable(getattr(loss, "new_pass", None)):
            loss.new_pass()
        value = loss.calculate(x, t) if callable(getattr(loss, "calculate", None)) else loss.forward(x, t)
        if isinstance(to_lists(value), list):
            value = sum(to_lists(value)) / len(to_lists(value))
        gradient = loss.backward(getattr(loss, "output", x), t)
        return as_scalar(value), given_or_kept(loss, gradient, "dinputs")

    return run
