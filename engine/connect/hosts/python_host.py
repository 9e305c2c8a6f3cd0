"""Runs a student's class or functions behind the wire: python3 python_host.py file.py [Class]. Nothing here judges."""
from __future__ import annotations

import builtins
import json
import math
import os
import sys
import types

# The protocol leaves stdin and stdout before any code of the author is loaded: prints go to stderr, and reading finds nothing.
REQUESTS = os.fdopen(os.dup(0), "rb")
REPLIES = os.fdopen(os.dup(1), "wb")
os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
os.dup2(2, 1)
sys.stdout.reconfigure(line_buffering=True)

from python_losses import LossFunctions  # noqa: E402
from python_network import NetworkClass  # noqa: E402
from python_values import Refused, Unsupported, short_traceback  # noqa: E402

INPUTS_ANSWERED = 100


def harmless_input(prompt=""):
    """input() without a keyboard: an empty line, and the end of the file for those who ask for ever."""
    harmless_input.count += 1
    print(prompt, file=sys.stderr)
    if harmless_input.count > INPUTS_ANSWERED:
        raise EOFError("input() was called again and again, and nobody is at the keyboard")
    return ""


harmless_input.count = 0
builtins.input = harmless_input


def load(path):
    """The namespace of the file. What stood before a line that fails is used all the same: examples at the end often fail."""
    notes = []
    with open(path, "rb") as file:
        source = file.read()
    module = types.ModuleType("student")
    module.__file__ = path
    sys.modules["student"] = module
    sys.path[0] = os.path.dirname(path)
    try:
        code = compile(source, path, "exec")
    except (SyntaxError, ValueError) as error:
        raise Refused(f"{os.path.basename(path)} is no Python that {sys.version.split()[0]} can read: {short_traceback(error)}") from None
    try:
        exec(code, module.__dict__)
    except ModuleNotFoundError as error:
        if error.name == "numpy":
            raise Refused(f"numpy is not installed for {sys.executable}; install it, or set BACKPROOF_PYTHON to a Python that has it") from None
        notes.append(f"the file stops with an exception; what stood before it is used: {short_traceback(error)}")
    except BaseException as error:  # SystemExit too: a script may end with exit()
        notes.append(f"the file stops with an exception; what stood before it is used: {short_traceback(error)}")
    if harmless_input.count:
        notes.append("the file calls input() while it is loaded: it was given empty lines")
    return source.decode("utf-8", "replace"), module.__dict__, notes


class Engine:
    def __init__(self, path, class_name):
        self.path = path
        source, namespace, self.notes = load(path)
        self.losses = LossFunctions(namespace)
        self.network = None
        classes = {name: x for name, x in namespace.items() if isinstance(x, type) and x.__module__ == "student"}
        shaped = [name for name, x in classes.items() if hasattr(x, "forward") and hasattr(x, "backward")]
        if class_name is None and len(shaped) == 1:
            class_name = shaped[0]
            self.notes.append(f"the class {class_name} was chosen: it is the only one with forward and backward")
        if class_name is not None:
            self.network = NetworkClass(self.find(class_name, classes), source, self.losses)
            self.losses.add_methods(self.network)
            self.notes += self.network.notes
        elif not self.losses.names():
            several = f"; name one of its classes: {', '.join(shaped)}" if shaped else ""
            raise Refused("\n".join([f"there is nothing to ask: no loss function and no class with forward and backward{several}", *self.notes]))

    def find(self, name, classes):
        if name not in classes:
            there = ", ".join(classes) or "none"
            raise Refused("\n".join([f"there is no class {name}; classes of the file: {there}", *self.notes]))
        missing = [method for method in ("forward", "backward") if not callable(getattr(classes[name], method, None))]
        if missing:
            raise Refused(f"the class {name} has no method {' and no method '.join(missing)}")
        return classes[name]

    def hello(self, _):
        network = self.network
        answers = (["network", "training"] if network else []) + (["loss"] if self.losses.names() else [])
        reply = {
            "protocol": 1,
            "engine": {"name": network.name if network else os.path.basename(self.path), "language": "python"},
            "answers": answers,
            "supports": {"losses": sorted({*(network.losses() if network else []), *self.losses.names()})},
            "dtype": "float64",
            "evaluates": bool(self.losses.names() or (network and network.own_loss())),
            "notes": self.notes,
        }
        if network:
            reply["supports"]["activations"] = network.activations
            reply["squaredError"] = "unnamed"
        return reply

    def side(self, kind):
        side = {"network": self.network, "training": self.network, "loss": self.losses}.get(kind)
        if side is None:
            raise Unsupported(f"question:{kind}")
        return side

    def ask(self, message):
        return self.side(message["question"]["kind"]).ask(message)

    def evaluate(self, message):
        return self.side(message["question"]["kind"]).evaluate(message)


def wire(x):
    """Numbers that JSON has no word for become text; NumPy's become Python's."""
    if isinstance(x, dict):
        return {key: wire(value) for key, value in x.items()}
    if hasattr(x, "tolist"):
        x = x.tolist()
    if isinstance(x, (list, tuple)):
        return [wire(value) for value in x]
    if isinstance(x, float) and not math.isfinite(x):
        return "NaN" if x != x else "Infinity" if x > 0 else "-Infinity"
    return x if isinstance(x, (int, float, str, bool)) or x is None else repr(x)[:200]


def answer(engine, message):
    op = message["op"]
    try:
        if op == "hello":
            return engine.hello(message)
        if op == "echo":
            return {"x": [float(x) for x in message["x"]]}
        if op in ("ask", "evaluate"):
            return getattr(engine, op)(message)
        return {} if op in ("reset", "bye") else fail("unsupported", f"op:{op}")
    except Unsupported as error:
        return fail("unsupported", str(error))
    except BaseException as error:  # exit() and KeyboardInterrupt of the author must not end the host
        return {"ok": False, "error": {"kind": "internal", "message": short_traceback(error)}}


def fail(kind, what):
    return {"ok": False, "error": {"kind": kind, "what": what}}


def main():
    path = os.path.abspath(sys.argv[1])
    engine = None
    for line in REQUESTS:
        message = json.loads(line)
        try:
            engine = engine or Engine(path, sys.argv[2] if len(sys.argv) > 2 else None)
            reply = {"ok": True, **answer(engine, message)}
        except Refused as error:
            reply = {"ok": False, "error": {"kind": "internal", "message": str(error)}}
        except BaseException as error:
            reply = {"ok": False, "error": {"kind": "internal", "message": short_traceback(error)}}
        sys.stdout.flush()
        sys.stderr.flush()
        REPLIES.write(json.dumps({"id": message["id"], **wire(reply)}).encode() + b"\n")
        REPLIES.flush()
        if message["op"] == "bye":
            break


main()
