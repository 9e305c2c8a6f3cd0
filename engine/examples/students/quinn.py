"""A regression head or a sigmoid head would both be nice, so every layer has its own activation, by name:
the hidden ones as asked, the last one sigmoid. backward() looks the names up again."""
import numpy as np

FORWARD = {
    "relu": lambda z: np.maximum(z, 0),
    "tanh": np.tanh,
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
}
BACKWARD = {
    "relu": lambda z: np.where(z > 0, 1.0, 0.0),
    "tanh": lambda z: 1 - np.tanh(z) ** 2,
    "sigmoid": lambda z: FORWARD["sigmoid"](z) * (1 - FORWARD["sigmoid"](z)),
}


class MixedNetwork:
    def __init__(self, layer_sizes, activation="relu"):
        self.names = ["input"] + [activation] * (len(layer_sizes) - 2) + ["sigmoid"]
        self.weights = [np.random.randn(b, a) * np.sqrt(2 / a) for a, b in zip(layer_sizes, layer_sizes[1:])]
        self.biases = [np.zeros((b, 1)) for b in layer_sizes[1:]]

    def forward(self, X):
        activations, z_values = [X], []
        for l in range(1, len(self.names)):
            z = self.weights[l - 1] @ activations[l - 1] + self.biases[l - 1]
            z_values.append(z)
            activations.append(FORWARD[self.names[l]](z))
        return activations, z_values

    def backward(self, X, y, activations, z_values):
        L = len(self.weights)
        grads_W, grads_b = [None] * L, [None] * L
        dz = (activations[-1] - y) / y.shape[1] * BACKWARD[self.names[L]](z_values[-1])
        for l in range(L, 0, -1):
            grads_W[l - 1] = dz @ activations[l - 1].T
            grads_b[l - 1] = dz.sum(axis=1, keepdims=True)
            if l > 1:
                dz = (self.weights[l - 1].T @ dz) * BACKWARD[self.names[l]](z_values[l - 2])
        return grads_W, grads_b

    def update_weights(self, grads_W, grads_b, learning_rate):
        for l in range(len(self.weights)):
            self.weights[l] -= learning_rate * grads_W[l]
            self.biases[l] -= learning_rate * grads_b[l]
