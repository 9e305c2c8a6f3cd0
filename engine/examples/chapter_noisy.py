"""A right engine in plain Python (no NumPy) that prints, asks for input, changes what it is given, and ends its file with an error."""
import math
import sys

print("welcome to my network")
name = input("your name? ")
sys.stdout.write('{"id": 1, "ok": true}\n')


class Network:
    def __init__(self, layer_sizes, activation="sigmoid", verbose=True):
        print("layers:", layer_sizes)
        self.weights = [[[0.1] * n for _ in range(m)] for n, m in zip(layer_sizes, layer_sizes[1:])]
        self.biases = [[[0.0] for _ in range(m)] for m in layer_sizes[1:]]
        self.activation = activation

    def forward(self, X):
        activations, z_values = [X], []
        for W, b in zip(self.weights, self.biases):
            a = activations[-1]
            z = [[sum(w * row[j] for w, row in zip(ws, a)) + c[0] for j in range(len(a[0]))] for ws, c in zip(W, b)]
            z_values.append(z)
            activations.append([[1 / (1 + math.exp(-v)) for v in row] for row in z])
        print("forward done", input("press return"))
        return activations, z_values

    def backward(self, X, y, activations, z_values):
        m = len(X[0])
        grads_W, grads_b = [], []
        error = [[(p - t) / m for p, t in zip(ps, ts)] for ps, ts in zip(activations[-1], y)]
        for i in reversed(range(len(self.weights))):
            a_in, a_out = activations[i], activations[i + 1]
            delta = [[e * a * (1 - a) for e, a in zip(es, row)] for es, row in zip(error, a_out)]
            grads_W.insert(0, [[sum(d * a for d, a in zip(ds, row)) for row in a_in] for ds in delta])
            grads_b.insert(0, [[sum(ds)] for ds in delta])
            rows = range(len(a_in))
            error = [[sum(W[k] * ds[j] for W, ds in zip(self.weights[i], delta)) for j in range(m)] for k in rows]
        X[0][0] = y[0][0] = 1e9
        return grads_W, grads_b

    def update_weights(self, grads_W, grads_b, learning_rate=0.01):
        for own, grads in ((self.weights, grads_W), (self.biases, grads_b)):
            for tensor, grad in zip(own, grads):
                for row, g in zip(tensor, grad):
                    row[:] = [w - learning_rate * d for w, d in zip(row, g)]


Network([2, 1]).train(epochs=10)
