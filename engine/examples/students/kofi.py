"""First the deltas of all layers, from the last one down, in a dictionary; then the gradients from the deltas.
Layer 0 is the input in my numbering, and the input has nothing to learn."""
import numpy as np


class DeepNetwork:
    def __init__(self, layer_sizes, activation="tanh"):
        self.activation = activation
        self.weights = []
        self.biases = []
        for l in range(1, len(layer_sizes)):
            self.weights.append(np.random.randn(layer_sizes[l], layer_sizes[l - 1]) * 0.3)
            self.biases.append(np.zeros([layer_sizes[l], 1]))

    def g(self, z):
        if self.activation == "sigmoid":
            return 1 / (1 + np.exp(-z))
        if self.activation == "relu":
            return np.maximum(z, 0.0)
        if self.activation == "tanh":
            return np.tanh(z)
        raise ValueError("activation?")

    def g_prime(self, z):
        if self.activation == "sigmoid":
            return self.g(z) * (1 - self.g(z))
        if self.activation == "relu":
            return np.heaviside(z, 0.0)
        return 1 - np.tanh(z) ** 2

    def forward(self, X):
        activations = {0: X}
        z_values = {}
        for l, (W, b) in enumerate(zip(self.weights, self.biases)):
            z_values[l] = W @ activations[l] + b
            activations[l + 1] = self.g(z_values[l])
        return list(activations.values()), list(z_values.values())

    def backward(self, X, y, activations, z_values):
        m = X.shape[1]
        top = len(self.weights) - 1
        delta = {top: (activations[-1] - y) * self.g_prime(z_values[top]) / m}
        for l in range(top - 1, 0, -1):
            delta[l] = (self.weights[l + 1].T @ delta[l + 1]) * self.g_prime(z_values[l])
        grads_W = [np.zeros_like(W) for W in self.weights]
        grads_b = [np.zeros_like(b) for b in self.biases]
        for l, d in delta.items():
            grads_W[l] += d @ activations[l].T
            grads_b[l] += d.sum(axis=1, keepdims=True)
        return grads_W, grads_b

    def update_weights(self, grads_W, grads_b, learning_rate=0.05):
        for l in range(len(self.weights)):
            self.weights[l] = self.weights[l] - learning_rate * grads_W[l]
            self.biases[l] = self.biases[l] - learning_rate * grads_b[l]
