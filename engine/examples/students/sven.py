"""One cache per layer, as in the deep learning course: forward() puts in what the layer got, backward() takes it out."""
import numpy as np


class CachedNetwork:
    def __init__(self, layer_sizes, activation="tanh"):
        self.activation = activation
        self.weights = [np.random.randn(o, i) * 0.01 for i, o in zip(layer_sizes, layer_sizes[1:])]
        self.biases = [np.zeros((o, 1)) for o in layer_sizes[1:]]

    def apply(self, Z):
        if self.activation == "sigmoid":
            return 1 / (1 + np.exp(-Z))
        if self.activation == "tanh":
            return np.tanh(Z)
        raise KeyError(self.activation)

    def slope(self, Z):
        A = self.apply(Z)
        return A * (1 - A) if self.activation == "sigmoid" else 1 - A * A

    def forward(self, X):
        A, activations, z_values = X, [X], []
        self.caches = []
        came_in = X
        for W, b in zip(self.weights, self.biases):
            Z = W @ A + b
            A = self.apply(Z)
            self.caches.append((came_in, W, Z))
            came_in = Z
            z_values.append(Z)
            activations.append(A)
        return activations, z_values

    def backward(self, X, y, activations, z_values):
        grads_W, grads_b = [], []
        dA = (activations[-1] - y) / y.shape[1]
        for came_in, W, Z in reversed(self.caches):
            dZ = dA * self.slope(Z)
            grads_W = [dZ @ came_in.T] + grads_W
            grads_b = [np.sum(dZ, axis=1, keepdims=True)] + grads_b
            dA = W.T @ dZ
        return grads_W, grads_b

    def update_weights(self, grads_W, grads_b, learning_rate=1.0):
        for k, (dW, db) in enumerate(zip(grads_W, grads_b)):
            self.weights[k] = self.weights[k] - learning_rate * dW
            self.biases[k] = self.biases[k] - learning_rate * db
