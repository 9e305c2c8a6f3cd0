"""
A class of scalars that differentiate themselves, as A. Karpathy's micrograd: Value(data) with operators, backward() and grad. Tensors are tables of
such scalars: each entry of a graph is one.
"""
from __future__ import annotations

import sys

from python_reading import constructor, methods_parameters, required
from python_scalars import MOVES, Table, operations, works
from python_values import FAILURES, Refused, Unsupported, asked_names, described, is_number, sorted_out, to_lists

LOOKS = "a class like Value(data) with operators + and *, backward() and grad"
METHODS = ("__add__", "__mul__", "backward")
VALUE_NAMES = ["data", "value", "val", "v", "x"]
GRADIENT_NAMES = ["grad", "gradient", "derivative", "g", "adjoint"]
# a chain of thousands of links is gone through by recursion
DEEPEST = 10_000


def fits(author, name):
    return [n for n in author.having(*METHODS) if name in (None, n) and is_scalar(author.classes[n])]


def is_scalar(cls):
    return len(required(constructor(cls))) == 1 and not required(methods_parameters(cls, "backward"))


def lacks(author, name):
    return author.lacks(name, METHODS) or "it is not made with one number, or its backward takes one"


def connect(author, name, options, losses):
    engine = Scalars(author, name)
    author.notes += engine.notes
    return engine


class Scalars:
    kinds = ["graph"]
    evaluates = True
    unnamed = False
    losses = ()
    activations = ()

    def __init__(self, author, name):
        self.cls, self.name, self.notes = author.classes[name], name, []
        self.value_name, self.gradient_name = self.names_seen()
        self.operations = operations(self, author.functions)
        self.ops = sorted(self.operations)
        self.raises_to_own = works(lambda: self.cls(2.0) ** self.cls(3.0))

    def names_seen(self):
        """What a scalar keeps its number and its derivative in. Raises Refused."""
        try:
            one = self.cls(2.5)
            two = one * one
            two.backward()
        except FAILURES as error:
            raise Refused(f"{self.name}(2.5) cannot be squared and differentiated: {error!r}") from None
        value = next((name for name in VALUE_NAMES if to_lists(getattr(one, name, None)) == 2.5), None)
        gradient = next((name for name in GRADIENT_NAMES if is_number(to_lists(getattr(one, name, None)))), None)
        if not value or not gradient:
            held = ", ".join(f"{name} {described(x)}" for name, x in getattr(one, "__dict__", {}).items())
            raise Refused(f"{self.name}(2.5) holds {held or 'nothing that shows'}; expected its number in data and its derivative in grad")
        return value, gradient

    def value(self, scalar):
        return to_lists(getattr(scalar, self.value_name))

    def gradient(self, scalar):
        return to_lists(getattr(scalar, self.gradient_name))

    def is_own(self, x):
        return isinstance(x, self.cls)

    # ---- a graph ----

    def tables(self, question):
        """Every node as a table of scalars."""
        tables, numbers = {}, self.numbers_of(question)
        for name, nested in question["inputs"].items():
            table = Table.of(nested)
            tables[name] = table if name in numbers else table.map(self.cls)
        for node in question["nodes"]:
            if node["op"] not in self.operations:
                raise Unsupported(f"op:{node['op']}")
            operands = [tables[name] for name in node["in"]]
            if node["op"] == "pow" and not self.raises_to_own and any(map(self.is_own, operands[1].entries)):
                raise Unsupported("a power whose exponent is a scalar of its own")
            tables[node["out"]] = self.operations[node["op"]](operands, node.get("attributes", {}))
        return tables

    def numbers_of(self, question):
        """Names that lead to exponents only, for a class that takes numbers as exponents."""
        if self.raises_to_own:
            return set()
        found, uses = set(), {}
        for node in question["nodes"]:
            for at, name in enumerate(node["in"]):
                uses.setdefault(name, []).append((node["op"] == "pow" and at == 1, node["out"]))
        for name in [*(node["out"] for node in reversed(question["nodes"])), *question["inputs"]]:
            if name in uses and all(is_exponent or out in found for is_exponent, out in uses[name]):
                found.add(name)
        return found

    def ask(self, message):
        question, limit = message["question"], sys.getrecursionlimit()
        sys.setrecursionlimit(max(limit, DEEPEST))
        try:
            tables = self.tables(question)
            if asked_names(message, "gradients"):
                self.differentiate(tables, question["seed"])
            moved = {node["out"] for node in question["nodes"] if node["op"] in MOVES}
            shown = {name: table for name, table in tables.items() if all(map(self.is_own, table.entries))}
            seen = {
                "values": {name: table.nested(self.value) for name, table in shown.items()},
                "gradients": {name: table.nested(self.gradient) for name, table in shown.items() if name not in moved},
                "reasons": {name: "it is the same scalars in other places, which have one gradient" for name in moved},
            }
        finally:
            sys.setrecursionlimit(limit)
        return sorted_out(seen, message, lambda name, _: f"{name} is an exponent, which is a number here")

    def differentiate(self, tables, seed):
        """backward of Σ ⟨seed, output⟩; of one output with the seed 1, of itself."""
        terms = [(entry, weight) for name, weights in seed.items() for entry, weight in zip(tables[name].entries, Table.of(weights).entries)]
        if len(terms) == 1 and terms[0][1] == 1:
            terms[0][0].backward()
            return
        total = None
        for entry, weight in terms:
            term = entry * self.cls(weight)
            total = term if total is None else total + term
        total.backward()

    def evaluate(self, message):
        question = message["question"]
        values = []
        for point in message["points"]:
            tables = self.tables({**question, "inputs": {**question["inputs"], **point}})
            values.append({name: tables[name].nested(self.value) for name in message["want"]["values"] if all(map(self.is_own, tables[name].entries))})
        return {"values": values}
