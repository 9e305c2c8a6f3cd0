"""Three activations, three if-branches, no tricks. Room for the gradients is made first and filled in on the way down."""
import numpy as np


class BasicNetwork:
    def __init__(self, layer_sizes, activation="sigmoid"):
        self.activation = activation
        self.weights = []
        self.biases = []
        for i in range(len(layer_sizes) - 1):
            W = np.random.randn(layer_sizes[i + 1], layer_sizes[i])
            b = np.zeros((layer_sizes[i + 1], 1))
            self.weights.append(W)
            self.biases.append(b)

    def activate(self, z):
        if self.activation == "sigmoid":
            return 1 / (1 + np.exp(-z))
        elif self.activation == "tanh":
            return np.tanh(z)
        elif self.activation == "relu":
            return np.maximum(0, z)

    def activate_derivative(self, z):
        if self.activation == "sigmoid":
            s = 1 / (1 + np.exp(-z))
            return s * (1 - s)
        elif self.activation == "tanh":
            return 1 - np.tanh(z) ** 2
        elif self.activation == "relu":
            return (z > 0).astype(float)

    def forward(self, X):
        activations = [X]
        z_values = []
        a = X
        for i in range(len(self.weights)):
            z = np.dot(self.weights[i], a) + self.biases[i]
            a = self.activate(z)
            z_values.append(z)
            activations.append(a)
        return activations, z_values

    def backward(self, X, y, activations, z_values):
        grads_W = [np.zeros_like(W) for W in self.weights]
        grads_b = [np.zeros_like(b) for b in self.biases]
        delta = (activations[-1] - y) * self.activate_derivative(z_values[-1]) / X.shape[1]
        grads_W[-1] = np.dot(delta, activations[-2].T)
        for i in range(len(self.weights) - 2, -1, -1):
            delta = np.dot(self.weights[i + 1].T, delta) * self.activate_derivative(z_values[i])
            grads_W[i] = np.dot(delta, activations[i].T)
        return grads_W, grads_b

    def update_weights(self, grads_W, grads_b, learning_rate):
        for i in range(len(self.weights)):
            self.weights[i] = self.weights[i] - learning_rate * grads_W[i]
            self.biases[i] = self.biases[i] - learning_rate * grads_b[i]
