"""Losses as the last layer of a stack: which loss a function or class is, by its numbers; else what it is called. Nothing here judges."""
from __future__ import annotations

import math
import sys
from dataclasses import dataclass, replace
from typing import Optional

from python_values import FAILURES, Unsupported, as_scalar, is_close, is_number

# Three classes of four samples, in columns; probabilities are the softmax of the scores.
SCORES = [[0.3, -0.8, 1.45, 0.6], [0.1, 0.9, -0.25, 0.15], [-0.6, 0.55, 0.7, 1.35]]
LABELS = [[0.0, 1.0, 0.0, 0.0], [1.0, 0.0, 0.0, 1.0], [0.0, 0.0, 1.0, 0.0]]
SHARES = [[0.25, 0.5, 0.125, 0.75], [0.5, 0.125, 0.625, 0.25], [0.25, 0.375, 0.25, 0.0]]
TARGETS = [[0.2, 1.0, 0.5, 0.0], [0.0, 0.75, 1.0, 0.4], [1.0, 0.0, 0.3, 0.9]]
DIVISORS = {"mean": 12, "batchmean": 4, "sum": 1}


def softmax(scores):
    highest = [max(column) for column in zip(*scores)]
    exps = [[math.exp(s - most) for s, most in zip(row, highest)] for row in scores]
    sums = [sum(column) for column in zip(*exps)]
    return [[e / total for e, total in zip(row, sums)] for row in exps]


PROBABILITIES = softmax(SCORES)


@dataclass(frozen=True)
class Known:
    """A loss: on what it is tried, its term of (given, target), and its slope of (given, target, the sample's sum of targets)."""

    given: list
    target: list
    term: object
    slope: object
    of_classes: bool = False


def bce(p, t):
    return -t * math.log(p) - (1 - t) * math.log(1 - p)


def sigmoid(s):
    return 1 / (1 + math.exp(-s))


KNOWN = {
    # of scores; what stands for them in the term and the slope are their probabilities
    "softmax_cross_entropy": Known(SCORES, LABELS, lambda p, t: -t * math.log(p), lambda p, t, total: p * total - t, True),
    "cross_entropy": Known(PROBABILITIES, LABELS, lambda p, t: -t * math.log(p), lambda p, t, _: -t / p, True),
    "bce": Known(PROBABILITIES, TARGETS, bce, lambda p, t, _: (p - t) / (p * (1 - p))),
    "bce_with_logits": Known(SCORES, TARGETS, lambda s, t: bce(sigmoid(s), t), lambda s, t, _: sigmoid(s) - t),
    "mse": Known(SCORES, TARGETS, lambda p, t: (p - t) ** 2, lambda p, t, _: 2 * (p - t)),
    "half_squared_error": Known(SCORES, TARGETS, lambda p, t: (p - t) ** 2 / 2, lambda p, t, _: p - t),
}
# what a loss of that name is taken for where its numbers are those of none; the first that fits
CLAIMS = [
    ("softmaxloss", "softmax_cross_entropy"),
    ("softmaxcrossentropy", "softmax_cross_entropy"),
    ("softmaxlosscategoricalcrossentropy", "softmax_cross_entropy"),
    ("binarycrossentropy", "bce"),
    ("bce", "bce"),
    ("nll", "cross_entropy"),
    ("crossentropy", "cross_entropy"),
    ("meansquared", "mse"),
    ("mse", "mse"),
]
# targets that a loss of classes takes: class numbers; a 1 for the class; shares of 1; anything
NUMBERS, ONES, SHARED, ANY = "class numbers", "one class a sample", "shares that add up to 1", "any"


@dataclass(frozen=True)
class Head:
    """A loss with its derivative: run(given, target) → (L, the gradient of what it is given), in the author's layout."""

    called: str
    loss: str
    reductions: frozenset
    run: object
    targets: str = ANY
    # it has left the mean over the samples out of its gradient, to be taken by the layers
    undivided: bool = False
    # its gradient is that of the scores before the softmax, which passes it on as it is
    past: bool = False
    # probabilities are held within [clip, 1 − clip]
    clip: Optional[float] = None


def heads_of(called, run, layout, notes):
    """The losses that this one is: of what it is named, or several where numbers do not tell. `run` is as in a head."""
    found = [head for loss in KNOWN for head in [recognised(Head(called, loss, frozenset(), run), layout)] if head]
    if found:
        return found
    word = called.lower().replace("_", "")
    claimed = next((loss for name, loss in CLAIMS if name in word), None)
    if claimed is None:
        # one that gives no number at all is none: a base class, perhaps
        trials = [("mse", ANY), ("cross_entropy", ONES), ("softmax_cross_entropy", NUMBERS)]
        if any(tried(Head(called, loss, frozenset(), run, targets), layout, KNOWN[loss].target)[0] is not None for loss, targets in trials):
            notes.append(f"{called} is no loss that is known: it is not asked")
        return []
    notes.append(f"{called} gives no loss that is known: by its name it is taken to be {claimed}")
    head = Head(called, claimed, frozenset({"mean"} if claimed == "mse" else {"batchmean"}), run, ONES if KNOWN[claimed].of_classes else ANY)
    value, _ = tried(head, layout, KNOWN[claimed].target)
    return [head if value is not None or not KNOWN[claimed].of_classes else replace(head, targets=NUMBERS)]


def recognised(head, layout):
    """The head with all that its numbers tell, if they are those of its loss; else None."""
    known = KNOWN[head.loss]
    for targets in (ONES, NUMBERS) if known.of_classes else (ANY,):
        one = replace(head, targets=targets)
        value, gradient = tried(one, layout, known.target)
        fitting = frozenset(name for name, n in DIVISORS.items() if is_number(value) and is_close(value, due_value(known, known.target) / n))
        if not fitting:
            continue
        one = replace(one, reductions=fitting)
        undivided = "batchmean" in fitting and is_due(gradient, layout, slopes(known, known.target), 1)
        if head.loss == "cross_entropy" and is_due(gradient, layout, slopes(KNOWN["softmax_cross_entropy"], known.target)):
            one = replace(one, past=True)
            undivided = "batchmean" in fitting and is_due(gradient, layout, slopes(KNOWN["softmax_cross_entropy"], known.target), 1)
        one = replace(one, undivided=undivided, clip=clip_of(one, layout))
        return replace(one, targets=admitted(one, layout)) if targets == ONES else one
    return None


def tried(head, layout, target):
    """(value, gradient) on the sample, with None for what it does not give."""
    try:
        value, gradient = head.run(layout.x(KNOWN[head.loss].given), target_for(layout, target, head))
        value = as_scalar(value)
        return (value if is_number(value) else None), gradient
    except FAILURES:
        return None, None


def probable(known):
    return PROBABILITIES if known.of_classes else known.given


def due_value(known, target):
    return sum(known.term(p, t) for row, targets in zip(probable(known), target) for p, t in zip(row, targets))


def slopes(known, target):
    sums = [sum(column) for column in zip(*target)]
    return [[known.slope(p, t, total) for p, t, total in zip(row, targets, sums)] for row, targets in zip(probable(known), target)]


def is_due(gradient, layout, due, *divisors):
    """Whether a gradient on the sample is that one, divided by any of these, or by any that there are."""
    ours = layout.our_x(gradient) if gradient is not None else None
    if not isinstance(ours, list) or [len(row) if isinstance(row, list) else 0 for row in ours] != [4, 4, 4]:
        return False
    pairs = [pair for row, others in zip(ours, due) for pair in zip(row, others)]
    return any(all(is_close(a, b / n) or abs(a - b / n) < 1e-12 for a, b in pairs) for n in divisors or DIVISORS.values())


def admitted(head, layout):
    """Whether targets other than a 1 for the class are taken, and whether they must add up to 1: one that takes that for granted is not asked for more."""
    known = KNOWN[head.loss]
    of_scores = KNOWN["softmax_cross_entropy"] if head.past else known
    level = ONES
    for targets, target in ((SHARED, SHARES), (ANY, TARGETS)):
        value, gradient = tried(replace(head, targets=targets), layout, target)
        fits = any(is_number(value) and is_close(value, due_value(known, target) / DIVISORS[name]) for name in head.reductions)
        if not fits or not is_due(gradient, layout, slopes(of_scores, target)):
            break
        level = targets
    return level


# given and target of a sample that could not be further off, and what its other terms are
FAR = {
    "softmax_cross_entropy": ([[-2000.0], [0.0], [0.0]], [[1.0], [0.0], [0.0]], 0.0),
    "cross_entropy": ([[0.0], [0.5], [0.5]], [[1.0], [0.0], [0.0]], 0.0),
    "bce": ([[0.0], [0.5], [0.5]], [[1.0], [0.5], [0.5]], 2 * math.log(2)),
}


def clip_of(head, layout):
    """The clip of probabilities, from the loss of that sample; None where there is none, or where the loss is infinite."""
    if head.loss not in FAR:
        return None
    given, target, others = FAR[head.loss]
    try:
        value = as_scalar(head.run(layout.x(given), target_for(layout, target, head))[0])
    except FAILURES:
        return None
    term = value * (3 if head.reductions == {"mean"} else 1) - others if is_number(value) else math.nan
    return math.exp(-term) if 0 < term < 700 else None


def check_clip(head, given):
    """Raises Unsupported where probabilities are beyond a clip that was not asked for. `given`: ours."""
    if head.clip is None:
        return
    probabilities = softmax(given) if head.loss == "softmax_cross_entropy" else given
    low, high = head.clip * 1.01, 1 - head.clip * 1.01
    if not all(low <= p <= high for row in probabilities for p in row):
        raise Unsupported(f"probabilities beyond its clip of {head.clip:.3g}")


def target_for(layout, target, head):
    """The targets as the head takes them; raises Unsupported where it does not."""
    columns = list(zip(*target))
    if head.targets in (NUMBERS, ONES) and not all(sorted(column) == [0] * (len(column) - 1) + [1] for column in columns):
        raise Unsupported(f"targets that are not one class each: {head.called} takes {head.targets}")
    if head.targets == SHARED and not all(is_close(sum(column), 1, 1e-12) for column in columns):
        raise Unsupported(f"targets that do not add up to 1: {head.called} takes that for granted")
    return whole([column.index(1) for column in columns]) if head.targets == NUMBERS else layout.x(target)


def whole(numbers):
    numpy = sys.modules.get("numpy")
    return numbers if numpy is None else numpy.array(numbers, dtype=int)
