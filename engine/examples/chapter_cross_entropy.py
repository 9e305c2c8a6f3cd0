"""The chapter's shape with a bug: (a - y)/m is already the derivative behind the sigmoid, and is multiplied by its slope once more."""
import numpy as np


class FeedforwardNetwork:
    def __init__(self, layer_sizes, activation="sigmoid", init_method="he"):
        self.activation = activation
        self.weights, self.biases = [], []
        for fan_in, fan_out in zip(layer_sizes, layer_sizes[1:]):
            scale = np.sqrt(2.0 / fan_in) if init_method == "he" else 0.01
            self.weights.append(scale * np.random.randn(fan_out, fan_in))
            self.biases.append(np.zeros((fan_out, 1)))

    def _value(self, z):
        return np.maximum(z, 0) if self.activation == "relu" else 1 / (1 + np.exp(-z))

    def _slope(self, a):
        return (a > 0) * 1.0 if self.activation == "relu" else a * (1 - a)

    def forward(self, X):
        activations, z_values = [X], []
        for W, b in zip(self.weights, self.biases):
            z_values.append(W.dot(activations[-1]) + b)
            activations.append(self._value(z_values[-1]))
        return activations, z_values

    def backward(self, X, y_true, activations, z_values, loss="mse"):
        if loss not in ("mse", "cross_entropy"):
            raise ValueError(f"no loss {loss}")
        error = (activations[-1] - y_true) / X.shape[1]
        grads_W, grads_b = [], []
        for W, a_in, a_out in reversed(list(zip(self.weights, activations, activations[1:]))):
            error = error * self._slope(a_out)
            grads_W.append(error.dot(a_in.T))
            grads_b.append(error.sum(axis=1, keepdims=True))
            error = W.T.dot(error)
        return grads_W[::-1], grads_b[::-1]

    def update(self, grads_W, grads_b, learning_rate):
        for W, b, dW, db in zip(self.weights, self.biases, grads_W, grads_b):
            W -= learning_rate * dW
            b -= learning_rate * db
