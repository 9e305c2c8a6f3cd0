"""The gradient says where to go, the learning rate how far. Every parameter takes one step of that size."""
import numpy as np


class Descent:
    def __init__(self, layer_sizes, activation="sigmoid"):
        self.activation = activation
        self.weights = [np.random.randn(o, i) for i, o in zip(layer_sizes, layer_sizes[1:])]
        self.biases = [np.zeros((o, 1)) for o in layer_sizes[1:]]

    def f(self, z):
        return np.tanh(z) if self.activation == "tanh" else 1 / (1 + np.exp(-z))

    def f_prime(self, z):
        return 1 - self.f(z) ** 2 if self.activation == "tanh" else self.f(z) * (1 - self.f(z))

    def forward(self, X):
        activations, z_values = [X], []
        for W, b in zip(self.weights, self.biases):
            z_values.append(W @ activations[-1] + b)
            activations.append(self.f(z_values[-1]))
        return activations, z_values

    def backward(self, X, y, activations, z_values):
        def rest(layer, upstream):
            """Gradients of this layer and of all below it."""
            if layer < 0:
                return [], []
            delta = upstream * self.f_prime(z_values[layer])
            below_W, below_b = rest(layer - 1, self.weights[layer].T @ delta)
            return below_W + [delta @ activations[layer].T], below_b + [delta.sum(axis=1, keepdims=True)]

        return rest(len(self.weights) - 1, (activations[-1] - y) / X.shape[1])

    def train_step(self, X, y, learning_rate):
        activations, z_values = self.forward(X)
        grads_W, grads_b = self.backward(X, y, activations, z_values)
        for W, b, dW, db in zip(self.weights, self.biases, grads_W, grads_b):
            W += learning_rate * dW
            b += learning_rate * db
        return np.mean((y - activations[-1]) ** 2)
