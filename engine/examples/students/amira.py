"""My network from chapter 4, with both losses. The error at the output is (a - y)/m either way, I checked that on paper.
From there on every layer does the same: times the derivative of its activation, so one loop is enough for both."""
import numpy as np


def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))


ACTIVATIONS = {
    "sigmoid": (sigmoid, lambda z: sigmoid(z) * (1.0 - sigmoid(z))),
    "tanh": (np.tanh, lambda z: 1.0 - np.tanh(z) ** 2),
}


def mse_loss(y_pred, y_true):
    return np.mean((y_pred - y_true) ** 2)


def binary_cross_entropy(y_pred, y_true, eps=1e-15):
    p = np.clip(y_pred, eps, 1 - eps)
    return -np.mean(y_true * np.log(p) + (1 - y_true) * np.log(1 - p))


class FeedforwardNetwork:
    def __init__(self, layer_sizes, activation="sigmoid", loss="mse"):
        if loss not in ("mse", "binary_cross_entropy"):
            raise ValueError("unknown loss " + loss)
        self.g, self.g_prime = ACTIVATIONS[activation]
        self.loss = loss
        self.weights = []
        self.biases = []
        for n_in, n_out in zip(layer_sizes[:-1], layer_sizes[1:]):
            self.weights.append(np.random.randn(n_out, n_in) * np.sqrt(2.0 / n_in))
            self.biases.append(np.zeros((n_out, 1)))

    def forward(self, X):
        activations = [X]
        z_values = []
        for W, b in zip(self.weights, self.biases):
            z_values.append(W @ activations[-1] + b)
            activations.append(self.g(z_values[-1]))
        return activations, z_values

    def backward(self, X, y_true, activations, z_values):
        m = X.shape[1]
        L = len(self.weights)
        grads_W, grads_b = [None] * L, [None] * L
        # d(half squared error) and the simplified d(cross-entropy) are the same formula
        delta = (activations[-1] - y_true) / m
        for i in range(L - 1, -1, -1):
            delta = delta * self.g_prime(z_values[i])
            grads_W[i] = delta @ activations[i].T
            grads_b[i] = np.sum(delta, axis=1, keepdims=True)
            delta = self.weights[i].T @ delta
        return grads_W, grads_b

    def update_weights(self, grads_W, grads_b, learning_rate):
        for i in range(len(self.weights)):
            self.weights[i] = self.weights[i] - learning_rate * grads_W[i]
            self.biases[i] = self.biases[i] - learning_rate * grads_b[i]
