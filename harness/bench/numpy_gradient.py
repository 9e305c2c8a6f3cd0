"""Forward and backward pass of the classifier of classifier.ts in NumPy: prints the median time in ms and Σ|∂L/∂W1| as a proof of equal work."""
import json
import statistics
import sys
import time

import numpy as np

sizes, samples = [int(n) for n in sys.argv[1].split("-")], int(sys.argv[2])


def waves(shape, phase, scale):
    return scale * np.sin(0.7 * np.arange(np.prod(shape)) + phase).reshape(shape)


pairs = list(zip(sizes, sizes[1:]))
weights = [waves((m, n), i + 1, 1 / np.sqrt(n)) for i, (n, m) in enumerate(pairs)]
biases = [waves((m, 1), i + 0.5, 0.1) for i, (n, m) in enumerate(pairs)]
x = waves((sizes[0], samples), 0.25, 1.0)
target = np.zeros((sizes[-1], samples))
target[np.arange(samples) % sizes[-1], np.arange(samples)] = 1.0


def gradients():
    inputs = [x]
    for W, b in zip(weights[:-1], biases[:-1]):
        inputs.append(1 / (1 + np.exp(-(W @ inputs[-1] + b))))
    z = weights[-1] @ inputs[-1] + biases[-1]
    e = np.exp(z - z.max(axis=0))
    delta = (e / e.sum(axis=0) - target) / samples
    found = []
    for k in reversed(range(len(weights))):
        found.append((delta @ inputs[k].T, delta.sum(axis=1)))
        if k > 0:
            delta = weights[k].T @ delta * inputs[k] * (1 - inputs[k])
    return found[::-1]


times = []
for _ in range(60):
    started = time.perf_counter()
    found = gradients()
    times.append((time.perf_counter() - started) * 1000)
print(json.dumps({"ms": statistics.median(times), "sum": float(np.abs(found[0][0]).sum()), "version": np.__version__}))
