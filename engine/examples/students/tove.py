"""To go back, the weight matrix has to be (n_in, n_out) instead of (n_out, n_in), otherwise NumPy complains.
Mean of the squares over everything, derivative included."""
import numpy as np


class FlowNet:
    def __init__(self, layer_sizes, activation="relu"):
        self.kind = activation
        self.n = len(layer_sizes) - 1
        self.sizes = layer_sizes
        self.weights = [np.random.randn(layer_sizes[k + 1], layer_sizes[k]) for k in range(self.n)]
        self.biases = [np.zeros((layer_sizes[k + 1], 1)) for k in range(self.n)]

    def h(self, z):
        return {"relu": z.clip(min=0), "tanh": np.tanh(z), "identity": z}[self.kind]

    def dh(self, z):
        if self.kind == "identity":
            return 1
        return (z > 0) + 0.0 if self.kind == "relu" else 1 - np.tanh(z) ** 2

    def forward(self, data):
        a = [data]
        z = []
        for k in range(self.n):
            z.append(self.weights[k] @ a[k] + self.biases[k])
            a.append(self.h(z[k]))
        return a, z

    def backward(self, data, t, a, z):
        dws, dbs = [], []
        d = 2 * (a[-1] - t) / t.size
        for k in range(self.n - 1, -1, -1):
            d = d * self.dh(z[k])
            dws.append(d @ a[k].T)
            dbs.append(d.sum(axis=1)[:, np.newaxis])
            d = self.weights[k].reshape(self.sizes[k], self.sizes[k + 1]) @ d
        return dws[::-1], dbs[::-1]

    def update(self, dws, dbs, lr):
        for k in range(self.n):
            self.weights[k] -= lr * dws[k]
            self.biases[k] -= lr * dbs[k]
