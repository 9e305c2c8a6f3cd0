"""Questions of every kind as one program over an engine's own operations: what PyTorch, JAX and autograd share in the zoo. No derivative is written here.

An engine is a module-like object with

    tensor(x)                    an array of the question as a tensor of its own
    linear                       x, W, b → x Wᵀ + b
    ops, activations, losses     its functions by the names of the question; samples are rows, a loss is the sum of its terms
    sweep(program, names)        (leaves, seed) → (values, gradients of Σ ⟨seed, value⟩ by name); program(leaves, mark) gives the values, and
                                 takes mark(name, value) for each that is no leaf
    repeated(swept)              the same for many steps of one shape; may be absent
"""
import backproof  # first, so that prints do no harm

import re
from graphlib import TopologicalSorter

Unsupported = backproof.Unsupported

CLASSES = ("cross_entropy", "softmax_cross_entropy")


def divisor(loss, p):
    """What the sum of a loss's terms is divided by; a vector is one entry a sample, or one sample's classes."""
    if loss.reduction == "sum":
        return 1
    if loss.reduction == "mean":
        return p.shape[0] * (p.shape[1] if len(p.shape) > 1 else 1)
    return 1 if loss.name in CLASSES and len(p.shape) == 1 else p.shape[0]


def loss_of(engine, loss, p, t):
    if loss.get("clip") is not None:
        p = known(engine.ops, "a loss that clips, by op", "clip")(p, min=loss.clip, max=1 - loss.clip)
    return engine.losses[loss.name](p, t) / divisor(loss, p)


def axes_of(x, axes):
    return tuple(axes) if isinstance(axes, list) else tuple(range(len(x.shape)))


def known(table, word, name):
    if name not in table:
        raise Unsupported(f"{word}:{name}")
    return table[name]


def in_order(parts, needs):
    """Parts by name, each after those that it needs: a question's stand in any order."""
    return [(name, parts[name]) for name in TopologicalSorter(needs).static_order() if name in parts]


def graph(engine, q):
    nodes = in_order({node.out: node for node in q.nodes}, {node.out: node.operands for node in q.nodes})

    def program(leaves, mark):
        values = dict(leaves)
        for name, node in nodes:
            attributes = vars(node.get("attributes", backproof.Record()))
            operands = [values[operand] for operand in node.operands]
            values[name] = mark(name, known(engine.ops, "op", node.op)(*operands, **attributes))
        return values

    return program, q.inputs, q.seed


def expression(engine, q):
    """The formulas are Python's but for the power; functions are the engine's, operators those of its tensors."""
    lines = dict(re.match(r"\s*(\w+)\s*=\s*(.*)", line.replace("^", "**")).groups() for line in [*q.where, q.expression])
    words = {name: set(re.findall(r"\b[A-Za-z_]\w*", formula)) for name, formula in lines.items()}

    def function(op):
        return lambda *operands: op(*map(engine.tensor, operands))

    scope = {name: function(op) for name, op in {**engine.ops, "max": engine.ops.get("maximum")}.items() if op}
    for word in set().union(*words.values()) - {*scope, *lines, *q.at}:
        raise Unsupported(f"op:{word}")

    def program(leaves, mark):
        values = dict(leaves)
        for name, formula in in_order(lines, words):
            values[name] = mark(name, engine.tensor(eval(formula, {"__builtins__": {}}, {**scope, **values})))
        return values

    return program, q.at, {[*lines][-1]: 1.0}


def loss(engine, q):
    return lambda leaves, mark: {**leaves, "L": loss_of(engine, q.loss, leaves["p"], leaves["t"])}, {"p": q.p, "t": q.target}, {"L": 1.0}


def network(engine, q):
    layers = list(enumerate(q.layers, 1))
    report = q.get("report")

    def program(leaves, mark):
        values, a, t = dict(leaves), leaves["x"], leaves["t"]
        for k, layer in layers:
            z = values[f"z{k}"] = mark(f"z{k}", engine.linear(a, leaves[f"W{k}"], leaves[f"b{k}"]))
            alpha = {} if layer.get("alpha") is None else {"alpha": layer.alpha}
            a = values[f"a{k}"] = mark(f"a{k}", known(engine.activations, "activation", layer.activation)(z, **alpha))
        values["L"] = loss_of(engine, q.loss, a, t)
        if q.loss.get("l2"):
            values["L"] = values["L"] + q.loss.l2 / 2 * sum((leaves[f"W{k}"] ** 2).sum() for k, _ in layers)
        if report:
            values["R"] = loss_of(engine, report, a, t)
        return values

    leaves = {"x": q.x, "t": q.target}
    leaves.update((f"{name}{k}", getattr(layer, name)) for k, layer in layers for name in "Wb")
    return program, leaves, {"L": 1.0}


KINDS = {"graph": graph, "expression": expression, "loss": loss, "network": network, "training": network}


def answer(engine, q):
    program, leaves, seed = KINDS[q.kind](engine, q)
    leaves = {name: engine.tensor(x) for name, x in leaves.items()}
    seed = {name: engine.tensor(x) for name, x in seed.items()}
    names = [*q.want.gradients, *q.also.gradients]
    if q.kind != "training":
        return engine.sweep(program, names)(leaves, seed)
    # full-batch gradient descent: N@k is N before update k
    wanted = {*q.want.values, *q.also.values, *names}
    values, gradients, rate = {}, {}, q.learningRate
    parameters = [name for name in leaves if name[0] in "Wb"]
    nodes = [*parameters, *{name.split("@")[0] for name in names} - set(parameters)]
    swept = getattr(engine, "repeated", lambda one: one)(engine.sweep(program, nodes))
    for step in range(q.steps + 1):
        v, g = swept(leaves, seed)
        values.update((f"{name}@{step}", x) for name, x in v.items() if f"{name}@{step}" in wanted)
        gradients.update((f"{name}@{step}", x) for name, x in g.items() if f"{name}@{step}" in wanted)
        leaves.update((name, leaves[name] - rate * g[name]) for name in parameters)
    return values, gradients


def serve(engine, name, version, dtype="float64"):
    backproof.serve(
        lambda question: answer(engine, question), name=name, version=version, dtype=dtype, samples="rows", numpy=True,
        answers=list(KINDS), activations=list(engine.activations), losses=list(engine.losses), ops=list(engine.ops),
    )  # fmt: skip
