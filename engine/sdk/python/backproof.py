"""The backproof SDK for Python 3.8 and newer: this file alone, with nothing to install. Copy it beside your engine.

    import backproof                        # first: from here on, whatever is printed goes to stderr

    def answer(question):
        p, t = question.p, question.target  # nested lists of floats; arrays with serve(..., numpy=True)
        ...
        return {"L": loss}, {"p": slope}    # values, and ∂L/∂name in the shape of what is named

    backproof.serve(answer, answers=["loss"], losses=["mse"])

    $ backproof run "cmd:python3 engine.py"

A question has a `kind` and what belongs to it, as spec/protocol.md of backproof says: `question.layers[0].W`, `question.loss.reduction`, and
what may be missing as `question.loss.get("l2", 0)`. `question.want.gradients` names what must be answered; more does no harm. Raise
`Unsupported` for what you have not built, `Rejected` for what makes no sense; any other exception is told as a bug of the engine.
"""

import array
import base64
import copy
import itertools
import json
import math
import os
import sys
import traceback
import types

__all__ = ["serve", "Rejected", "Unsupported"]

BASE64_ABOVE = 4096  # tensors with more entries than this travel as base64

# The protocol leaves stdout before any other code is loaded. At a terminal there is no protocol to protect.
if os.isatty(1):
    _replies = sys.stdout.buffer
else:
    _replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    sys.stdout.reconfigure(line_buffering=True)


class Unsupported(Exception):
    """This engine is not built for that: `raise Unsupported("activation:gelu")`. It is not held against it."""


class Rejected(Exception):
    """The question makes no sense: `raise Rejected("W2 does not fit W1")`."""


class Record(types.SimpleNamespace):
    """A part of a question: `loss.name`, and `loss.get("l2", 0)` for what may be missing."""

    def get(self, name, default=None):
        return getattr(self, name, default)


def serve(
    answer=None, *, name=None, version=None, answers=None, activations=None, losses=None, ops=None, profiles=None,
    dtype="float64", weights="out_in", samples="columns", evaluate=None, problems=None, reset=None, numpy=False,
):  # fmt: skip
    """Answers questions until there are no more.

    answer(question)          returns (values, gradients): dicts of tensors by name; a third dict may say why a name cannot be shown
    answers                   the kinds of question it takes: "network", "loss", "training", "graph", "expression"; absent: all are asked
    activations, losses, ops  what it knows: all else is answered `unsupported` without asking it. Absent: all is asked
    profiles                  the conformance profiles that it claims, `["network"]`: what one requires it must then answer. Absent: none
    dtype                     the precision it computes in and is held to: "float64", "float32", "tf32", "float16", "bfloat16"
    weights, samples          "in_out" and "rows" turn round what otherwise is z = W x, with samples in columns
    evaluate(question)        forward only, returns values: backproof then holds the gradients to the engine's own loss
    problems                  functions of its own, {name: (start, function)}; function(parameters) returns (L, gradients). Without `answers`
                              nothing else is asked
    reset()                   forgets everything
    numpy                     tensors are NumPy arrays, not nested lists
    """
    problems = problems or {}
    kinds = None if answers is None and not problems else [*(answers or []), *(["problem"] if problems else [])]
    supports = {"activations": activations, "losses": losses, "ops": ops}
    supports = {what: list(names) for what, names in supports.items() if names is not None}

    def hello(_):
        about = {"name": name or os.path.basename(sys.argv[0]), "version": version, "language": "python"}
        return {
            "protocol": 1,
            "engine": {key: text for key, text in about.items() if text},
            **({} if kinds is None else {"answers": kinds}),
            "supports": supports,
            **({} if profiles is None else {"profiles": list(profiles)}),
            "dtype": dtype,
            "encodings": ["json", "base64"],
            "layout": {"weights": weights, "samples": samples},
            "evaluates": evaluate is not None,
        }

    def read(message):
        question = _question(message, numpy)
        if kinds is not None and question.kind not in kinds:
            raise Unsupported(f"question:{question.kind}")
        _check(question, supports)
        return question

    def own_problem(question, point):
        if question.name not in problems:
            raise Unsupported(f"problem:{question.name}")
        start, function = problems[question.name]
        loss, gradients = function({**start, **question.at, **point})
        return {"L": loss}, gradients

    def ask(message):
        question = read(message)
        values, gradients, *why = own_problem(question, {}) if question.kind == "problem" else answer(question)
        return {"values": _named(values), "gradients": _named(gradients), **({"unavailable": why[0]} if why else {})}

    def evaluations(message):
        question = read(message)
        if question.kind != "problem" and evaluate is None:
            raise Unsupported("op:evaluate")
        for wires in message["points"]:
            point = _tensors(wires, numpy)
            own = question.kind == "problem"
            yield _named(own_problem(question, point)[0] if own else evaluate(_moved(question, point)))

    def listing(_):
        def listed(one, start):
            return {"name": one, "parameters": {key: _shape(x) for key, x in start.items()}, "start": _named(start)}

        return {"problems": [listed(one, start) for one, (start, _) in problems.items()]}

    def forget(_):
        if reset:
            reset()
        return {}

    operations = {
        "hello": hello,
        "echo": lambda message: {"x": _wire(_tensor(message["x"], numpy))},
        "ask": ask,
        "evaluate": lambda message: {"values": list(evaluations(message))},
        "problems": listing,
        "reset": forget,
        "bye": lambda _: {},
    }
    if os.isatty(0):
        print(f'An engine, waiting for questions. Judge it: backproof run "cmd:python3 {sys.argv[0]}"', file=sys.stderr)
    for line in sys.stdin.buffer:
        message = json.loads(line.decode("utf-8-sig"))
        reply = {"id": message["id"], **_attempt(operations.get(message["op"]), message)}
        _replies.write(json.dumps(reply).encode() + b"\n")
        _replies.flush()
        if message["op"] == "bye":
            break


def _attempt(operation, message):
    """The reply, or why there is none."""
    try:
        if operation is None:
            raise Unsupported(f"op:{message['op']}")
        return {"ok": True, **operation(message)}
    except (Unsupported, NotImplementedError) as error:
        failure = {"kind": "unsupported", "what": str(error)}
    except Rejected as error:
        failure = {"kind": "rejected", "message": str(error)}
    except ArithmeticError as error:
        failure = {"kind": "numeric", "message": f"{type(error).__name__}: {error}"}
    except Exception:
        traceback.print_exc()
        failure = {"kind": "internal", "message": traceback.format_exc(limit=-3)}
    return {"ok": False, "error": failure}


# Questions

_TENSORS = ("x", "p", "target", "W", "b")
_NAMED_TENSORS = ("inputs", "seed", "at")


def _part(wire, key, numpy):
    """A part of a question, by its key: tensors become numbers, objects records. (`in` is no name in Python: `node.operands`.)"""
    if key in _TENSORS:
        return _tensor(wire, numpy)
    if key in _NAMED_TENSORS:
        return _tensors(wire, numpy)
    if isinstance(wire, dict):
        return Record(**{"operands" if k == "in" else k: _part(entry, k, numpy) for k, entry in wire.items()})
    return [_part(entry, None, numpy) for entry in wire] if isinstance(wire, list) else wire


def _question(message, numpy):
    question = _part({"at": {}, **message["question"]}, None, numpy)
    for key in ("want", "also"):
        setattr(question, key, _part(message.get(key, {"values": [], "gradients": []}), None, numpy))
    return question


def _check(question, supports):
    """Raises Unsupported for the first word of the question that was not declared."""
    named = [question.get("loss"), question.get("report")]
    asked = {
        ("losses", "loss"): [loss.name for loss in named if loss],
        ("activations", "activation"): [layer.activation for layer in question.get("layers", [])],
        ("ops", "op"): [node.op for node in question.get("nodes", [])],
    }
    for (group, word), names in asked.items():
        for one in names:
            if one not in supports.get(group, names):
                raise Unsupported(f"{word}:{one}")


def _moved(question, point):
    """The question with some of its inputs replaced: `W1` is the W of the first layer, `t` the target."""
    moved = copy.copy(question)
    named = {"graph": "inputs", "expression": "at"}.get(question.kind)
    if named:
        setattr(moved, named, {**question.get(named), **point})
        return moved
    moved.layers = [copy.copy(layer) for layer in question.get("layers", [])]
    for name, tensor in point.items():
        if name[0] in "Wb":
            setattr(moved.layers[int(name[1:]) - 1], name[0], tensor)
        else:
            setattr(moved, {"t": "target"}.get(name, name), tensor)
    return moved


# Tensors


def _tensor(wire, numpy):
    """From the wire: a number, nested lists, or the bytes of an array."""
    if isinstance(wire, dict):
        flat = array.array("d" if wire["dtype"] == "float64" else "f", base64.b64decode(wire["base64"]))
        if sys.byteorder == "big":
            flat.byteswap()
        nested = flat if numpy else flat.tolist()
        for size in () if numpy else wire["shape"][:0:-1]:
            nested = [nested[i : i + size] for i in range(0, len(nested), size)]
    else:
        nested = _floats(wire)
    if not numpy:
        return nested
    from numpy import array as make  # only for those who ask for it

    made = make(nested, dtype="float64")
    return made.reshape(wire["shape"]) if isinstance(wire, dict) else made


def _tensors(wires, numpy):
    return {name: _tensor(wire, numpy) for name, wire in wires.items()}


def _floats(wire):
    """float() reads "NaN", "Infinity" and "-0", too."""
    return [_floats(entry) for entry in wire] if isinstance(wire, list) else float(wire)


def _wire(x):
    """To the wire, from numbers, nested lists and tuples, or arrays: what is large goes as bytes, what JSON cannot write as text."""
    shape = _shape(x)
    if math.prod(shape) > BASE64_ABOVE:
        flat = x.ravel().tolist() if hasattr(x, "ravel") else x
        for _ in shape[1:] if flat is x else ():
            flat = itertools.chain.from_iterable(flat)
        flat = array.array("d", flat)
        if sys.byteorder == "big":
            flat.byteswap()
        return {"dtype": "float64", "shape": shape, "base64": base64.b64encode(flat).decode()}
    return _words(x.tolist() if hasattr(x, "tolist") else x)


def _words(x):
    if isinstance(x, (list, tuple)):
        return [_wire(entry) for entry in x]
    x = float(x)  # json writes the shortest decimal that reads back the same
    if math.isfinite(x):
        return x if x or math.copysign(1, x) > 0 else "-0"
    return "NaN" if x != x else "Infinity" if x > 0 else "-Infinity"


def _named(tensors):
    return {name: _wire(tensor) for name, tensor in tensors.items()}


def _shape(x):
    if hasattr(x, "shape"):
        return list(x.shape)
    return [len(x), *(_shape(x[0]) if len(x) else [])] if isinstance(x, (list, tuple)) else []
