"""
The shapes of engines that are asked with no adapter by their author: one file each, one line each.

A shape is a module with LOOKS (what it looks for, in a line), `fits(author, name)` (the names under which the file has it), `lacks(author, name)`
(what is missing, in a few words) and `connect(author, name, options, losses)`, which gives an engine or raises Refused.
"""
from __future__ import annotations

from python_shapes import chapter, cs231n_layers, cs231n_net, modules, nielsen, ng, nnfs, scalars
from python_values import Refused

SHAPES = {
    "chapter": chapter,
    "nielsen": nielsen,
    "ng": ng,
    "cs231n-net": cs231n_net,
    "cs231n-layers": cs231n_layers,
    "nnfs": nnfs,
    "modules": modules,
    "scalars": scalars,
}


def choose(author, name, options, losses):
    """(the engine, the shape's name), or (None, None) for a file that has loss functions only. Raises Refused."""
    if options.shape and options.shape not in SHAPES:
        raise Refused(f"there is no shape {options.shape}; shapes: {', '.join(SHAPES)}")
    if name and name not in author.namespace:
        raise Refused("\n".join([f"there is no {'class' if name[:1].isupper() else 'class or function'} {name}; {contents(author)}", *author.notes]))
    tried = {options.shape: SHAPES[options.shape]} if options.shape else SHAPES
    found = [(shape, fitting) for shape, module in tried.items() for fitting in module.fits(author, name)]
    if len(found) > 1:
        raise Refused(several(found))
    if found:
        [(shape, fitting)] = found
        if fitting != name:
            author.notes.append(f"asked as the shape {shape}, by {fitting}: nothing else of the file is of a shape that is known")
        return SHAPES[shape].connect(author, fitting, options, losses), shape
    if name or options.shape or not losses.names():
        raise Refused("\n".join([unknown(author, name, tried), *author.notes]))
    return None, None


def several(found):
    ways = "\n".join(f"  {shape:<14} {fitting}" for shape, fitting in found)
    return f"the file can be asked in more ways than one; say which, with FILE.py:NAME or --shape:\n{ways}"


def unknown(author, name, tried):
    """What was looked for, what is missing of it, and what the file has."""
    what = f"{name} is" if name else "there is nothing to ask: the file is"
    looked = [f"  {shape:<14} {module.LOOKS}: {module.lacks(author, name)}" for shape, module in tried.items()]
    return "\n".join([f"{what} of no shape that is known. Looked for:", *looked, contents(author)])


def contents(author):
    classes = [f"{name} ({', '.join(methods(cls)) or 'no methods'})" for name, cls in author.classes.items()]
    return f"classes of the file: {', '.join(classes) or 'none'}; functions: {', '.join(author.functions) or 'none'}"


def methods(cls):
    return [name for name, x in vars(cls).items() if callable(x) and not name.startswith("_")]
