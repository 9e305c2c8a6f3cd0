"""torch.autograd.gradcheck (slow or fast) of the classifier of classifier.ts, one thread: prints its median time in ms and Σ|∂L/∂W1| as a proof of equal work."""
import json
import math
import statistics
import sys
import time

import torch

torch.set_num_threads(1)
sizes, samples = [int(n) for n in sys.argv[1].split("-")], int(sys.argv[2])
is_fast = {"slow": False, "fast": True}[sys.argv[3]]
repetitions, budget_ms = (30 if is_fast else 3), 30_000


def waves(shape, phase, scale):
    k = torch.arange(math.prod(shape), dtype=torch.float64)
    return (scale * torch.sin(0.7 * k + phase)).reshape(shape)


parameters = []
for i, (n, m) in enumerate(zip(sizes, sizes[1:])):
    parameters.append(waves((m, n), i + 1, 1 / math.sqrt(n)).requires_grad_())
    parameters.append(waves((m, 1), i + 0.5, 0.1).requires_grad_())
x = waves((sizes[0], samples), 0.25, 1.0)
classes = torch.arange(samples) % sizes[-1]


def loss(*parameters):
    a = x
    for k in range(0, len(parameters), 2):
        z = parameters[k] @ a + parameters[k + 1]
        a = torch.sigmoid(z)
    return torch.nn.functional.cross_entropy(z.T, classes)


times = []
while len(times) < repetitions and sum(times) < budget_ms:
    started = time.perf_counter()
    # raises where it finds a difference
    torch.autograd.gradcheck(loss, tuple(parameters), fast_mode=is_fast)
    times.append((time.perf_counter() - started) * 1000)
total = torch.autograd.grad(loss(*parameters), parameters[0])[0].abs().sum().item()
print(json.dumps({"ms": statistics.median(times), "sum": total, "version": torch.__version__}))
