"""The output's error is what the network got wrong. Each hidden layer gets its part of that error through the weights,
and then the slope of its own sigmoid."""
import numpy as np


def nonlin(z, deriv=False):
    a = 1 / (1 + np.exp(-z))
    return a * (1 - a) if deriv else a


class Brain:
    def __init__(self, layer_sizes):
        self.weights = []
        self.biases = []
        for i in range(len(layer_sizes) - 1):
            self.weights.append(2 * np.random.random((layer_sizes[i + 1], layer_sizes[i])) - 1)
            self.biases.append(np.zeros((layer_sizes[i + 1], 1)))

    def forward(self, X):
        activations, z_values = [X], []
        for W, b in zip(self.weights, self.biases):
            z_values.append(np.dot(W, activations[-1]) + b)
            activations.append(nonlin(z_values[-1]))
        return activations, z_values

    def backward(self, X, y, activations, z_values):
        last = len(self.weights) - 1
        output_error = (activations[-1] - y) / X.shape[1]
        output_delta = output_error * nonlin(z_values[last], deriv=True)
        grads_W = [np.dot(output_delta, activations[last].T)]
        grads_b = [output_delta.sum(axis=1, keepdims=True)]
        hidden_error = np.dot(self.weights[last].T, output_error)
        for i in range(last - 1, -1, -1):
            hidden_delta = hidden_error * nonlin(z_values[i], deriv=True)
            grads_W.insert(0, np.dot(hidden_delta, activations[i].T))
            grads_b.insert(0, hidden_delta.sum(axis=1, keepdims=True))
            hidden_error = np.dot(self.weights[i].T, hidden_delta)
        return grads_W, grads_b

    def train_step(self, X, y, learning_rate):
        activations, z_values = self.forward(X)
        grads_W, grads_b = self.backward(X, y, activations, z_values)
        for i in range(len(self.weights)):
            self.weights[i] = self.weights[i] - learning_rate * grads_W[i]
            self.biases[i] = self.biases[i] - learning_rate * grads_b[i]
        return np.mean(np.square(y - activations[-1]))
