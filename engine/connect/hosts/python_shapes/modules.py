"""
Layers as classes with forward and backward: Linear(in, out), ReLU, …, a loss, and Sequential if there is one. As in CMU's mytorch, MIT's 6.036 and
J. Grus's joelnet, which differ in names and in how tensors lie: both are found out.
"""
from __future__ import annotations

from python_heads import heads_of
from python_modules import Kit, dense_classes, given_or_kept, is_layer
from python_reading import constructor, methods_parameters, required, role_of
from python_shapes import nnfs
from python_stack import Stack

LOOKS = "a class like Linear(n_in, n_out) with forward(x) and backward(gradient of its output), which keeps its gradients"


def fits(author, name):
    found = dense_classes(author)
    if not found or nnfs.fits(author, None):
        return []
    meant = name is None or (name in author.classes and (is_layer(author.classes[name]) or callable(getattr(author.classes[name], "backward", None))))
    return found[:1] if meant else []


def lacks(author, name):
    if dense_classes(author):
        return "its layers are of the shape nnfs" if nnfs.fits(author, None) else f"{name} is no layer"
    return "no class that is made with two sizes has forward(x) and backward(gradient)"


def connect(author, name, options, losses):
    stack = Stack(author.file, Kit(author, options, losses_of), options)
    author.notes += stack.notes
    return stack


def loss_classes(author):
    """Classes of forward(prediction, target) and a backward; or of loss and grad."""
    for name, cls in author.classes.items():
        if constructor(cls) and required(constructor(cls)):
            continue
        for value, slope in (("forward", "backward"), ("loss", "grad")):
            if len(required(methods_parameters(cls, value))) == 2 and callable(getattr(cls, slope, None)):
                yield name, cls, value, slope
                break


def losses_of(author, kit):
    found = []
    for name, cls, value, slope in loss_classes(author):
        found += heads_of(name, runner(cls, value, slope), kit.layout, kit.notes)
    return found


def runner(cls, value, slope):
    def run(x, t):
        loss = cls()
        told = getattr(loss, value)(*ordered(cls, value, x, t))
        wanted = required(methods_parameters(cls, slope))
        gradient = getattr(loss, slope)(*(ordered(cls, slope, x, t) if len(wanted) == 2 else ()))
        return told, given_or_kept(loss, gradient, "dinputs")

    return run


def ordered(cls, method, x, t):
    """The prediction first, unless the names say the target first."""
    roles = [role_of(p.name) for p in methods_parameters(cls, method)[:2]]
    return (t, x) if roles[:1] == ["y"] and roles[1:] != ["y"] else (x, t)
