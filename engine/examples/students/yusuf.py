"""Xavier weights, tanh, and the average over the m examples taken once, where the error starts. len() gives the number
of examples, as everywhere in Python."""
import numpy as np


class XavierNet:
    def __init__(self, layer_sizes, activation="tanh"):
        if activation not in ("tanh", "sigmoid"):
            raise ValueError("tanh or sigmoid, please")
        self.activation = activation
        self.weights, self.biases = [], []
        for n_in, n_out in zip(layer_sizes, layer_sizes[1:]):
            limit = np.sqrt(6.0 / (n_in + n_out))
            self.weights.append(np.random.uniform(-limit, limit, size=(n_out, n_in)))
            self.biases.append(np.zeros((n_out, 1)))

    def forward(self, X):
        activations, z_values = [X], []
        for W, b in zip(self.weights, self.biases):
            z = W @ activations[-1] + b
            z_values.append(z)
            activations.append(np.tanh(z) if self.activation == "tanh" else 1 / (1 + np.exp(-z)))
        return activations, z_values

    def backward(self, X, y, activations, z_values):
        m = len(X)
        grads_W, grads_b = [], []
        d = (activations[-1] - y) / m
        for W, a_in, a in list(zip(self.weights, activations, activations[1:]))[::-1]:
            d = d * (1 - a**2 if self.activation == "tanh" else a - a**2)
            grads_W.append(d @ a_in.T)
            grads_b.append(d.sum(axis=1, keepdims=True))
            d = W.T @ d
        return grads_W[::-1], grads_b[::-1]

    def update_weights(self, grads_W, grads_b, learning_rate=0.1):
        for k, (dW, db) in enumerate(zip(grads_W, grads_b)):
            self.weights[k] = self.weights[k] - learning_rate * dW
            self.biases[k] = self.biases[k] - learning_rate * db
