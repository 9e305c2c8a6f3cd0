"""Sample by sample with np.outer, weights and biases side by side; the loss is a sum, so there is nothing to divide by.
The bias has no input to be multiplied with: its gradient is the delta itself."""
import numpy as np


class SampleWise:
    def __init__(self, layer_sizes, activation="tanh"):
        self.activation = activation
        self.weights = [np.random.randn(j, i) / i for i, j in zip(layer_sizes[:-1], layer_sizes[1:])]
        self.biases = [np.zeros((j, 1)) for j in layer_sizes[1:]]

    def squash(self, z):
        if self.activation == "sigmoid":
            return 1 / (1 + np.exp(-z))
        return np.tanh(z)

    def slope(self, z):
        if self.activation == "sigmoid":
            return self.squash(z) * (1 - self.squash(z))
        return 1 - np.tanh(z) ** 2

    def forward(self, X):
        activations, z_values = [X], []
        for W, b in zip(self.weights, self.biases):
            z_values.append(W @ activations[-1] + b)
            activations.append(self.squash(z_values[-1]))
        return activations, z_values

    def backward(self, X, y, activations, z_values):
        n_layers = len(self.weights)
        grads_W = [np.zeros(W.shape) for W in self.weights]
        grads_b = [np.zeros(b.shape) for b in self.biases]
        for n in range(X.shape[1]):
            error = activations[-1][:, n] - y[:, n]
            for i in range(n_layers - 1, -1, -1):
                delta = error * self.slope(z_values[i][:, n])
                grads_W[i] += np.outer(delta, activations[i][:, n])
                grads_b[i] = delta[:, None]
                error = self.weights[i].T @ delta
        return grads_W, grads_b

    def update_weights(self, grads_W, grads_b, learning_rate):
        for i in range(len(self.weights)):
            self.weights[i] -= learning_rate * grads_W[i]
            self.biases[i] -= learning_rate * grads_b[i]
