"""For a sigmoid output the delta is just a - y, says the lecture. Hidden layers then need the sigmoid's slope.
Squared error, as printed by loss()."""
import numpy as np


class SigmoidNetwork:
    def __init__(self, layer_sizes):
        fan = list(zip(layer_sizes, layer_sizes[1:]))
        self.weights = [np.random.uniform(-1, 1, (o, i)) * np.sqrt(6 / (i + o)) for i, o in fan]
        self.biases = [np.zeros((o, 1)) for _, o in fan]

    @staticmethod
    def sigma(z):
        return np.where(z >= 0, 1 / (1 + np.exp(-np.abs(z))), np.exp(-np.abs(z)) / (1 + np.exp(-np.abs(z))))

    def forward(self, X):
        self.activations, self.z_values = [X], []
        for W, b in zip(self.weights, self.biases):
            self.z_values.append(W @ self.activations[-1] + b)
            self.activations.append(self.sigma(self.z_values[-1]))
        return self.activations, self.z_values

    def loss(self, y_pred, y_true):
        return 0.5 * np.sum((y_pred - y_true) ** 2) / y_true.shape[1]

    def backward(self, X, y):
        grads_W, grads_b = [], []
        delta = (self.activations[-1] - y) / y.shape[1]
        for i in range(len(self.weights) - 1, -1, -1):
            grads_W.append(delta @ self.activations[i].T)
            grads_b.append(delta @ np.ones((y.shape[1], 1)))
            a = self.activations[i]
            delta = (self.weights[i].T @ delta) * (a * (1 - a))
        grads_W.reverse()
        grads_b.reverse()
        return grads_W, grads_b

    def update_parameters(self, grads_W, grads_b, eta=0.1):
        self.weights = [W - eta * g for W, g in zip(self.weights, grads_W)]
        self.biases = [b - eta * g for b, g in zip(self.biases, grads_b)]
