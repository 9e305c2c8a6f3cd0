"""Runs an author's class or functions behind the wire: python3 python_host.py FILE NAME [key=value…] (an empty NAME: find one). Nothing here judges."""
from __future__ import annotations

import contextlib
import json
import math
import os
import sys

# The protocol leaves stdin and stdout before any code of the author is loaded: prints go to stderr, and reading finds nothing.
REQUESTS = os.fdopen(os.dup(0), "rb")
REPLIES = os.fdopen(os.dup(1), "wb")
os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
os.dup2(2, 1)
sys.stdout.reconfigure(line_buffering=True)

from python_author import Author  # noqa: E402
from python_losses import LossFunctions  # noqa: E402
from python_options import options_of  # noqa: E402
from python_shapes import choose  # noqa: E402
from python_values import Refused, Unsupported, short_traceback  # noqa: E402


def quiet():
    """What NumPy warns of while the host tries the author's code on numbers of its own is not the author's doing."""
    numpy = sys.modules.get("numpy")
    return numpy.errstate(all="ignore") if numpy else contextlib.nullcontext()


class Engine:
    """The engine that a shape makes of the file, and beside it the file's loss functions."""

    def __init__(self, path, name, options):
        self.author = Author(path)
        self.losses = LossFunctions(self.author.namespace)
        with quiet():
            self.shaped, self.shape = choose(self.author, name, options, self.losses)

    def hello(self, _):
        shaped, losses = self.shaped, self.losses.names()
        kinds = list(shaped.kinds) if shaped else []
        reply = {
            "protocol": 1,
            "engine": {"name": shaped.name if shaped else self.author.file, "language": "python"},
            "answers": kinds + (["loss"] if losses and "loss" not in kinds else []),
            "supports": {"losses": sorted({*(shaped.losses if shaped else []), *losses})},
            "dtype": "float64",
            "evaluates": bool(losses or (shaped and shaped.evaluates)),
            "notes": self.author.notes,
        }
        if shaped:
            if "graph" in kinds:
                reply["supports"] = {"ops": shaped.ops}
            else:
                reply["supports"]["activations"] = shaped.activations
            if shaped.unnamed:
                reply["squaredError"] = "unnamed"
        return reply

    def side(self, kind):
        if self.shaped and kind in self.shaped.kinds:
            return self.shaped
        if kind == "loss" and self.losses.names():
            return self.losses
        raise Unsupported(f"question:{kind}")

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
    path, name, *words = sys.argv[1:]
    engine = None
    for line in REQUESTS:
        message = json.loads(line)
        try:
            engine = engine or Engine(os.path.abspath(path), name or None, options_of(words))
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
