"""Column vectors are what I understand, so the batch is a for loop and each sample goes through backprop alone.
Every sample's share is divided by m. What comes out at the end is the gradient."""
import numpy as np


class Perceptrons:
    def __init__(self, layer_sizes, activation="sigmoid"):
        self.activation = activation
        self.sizes = layer_sizes
        self.weights = [np.random.rand(b, a) - 0.5 for a, b in zip(layer_sizes, layer_sizes[1:])]
        self.biases = [np.random.rand(b, 1) - 0.5 for b in layer_sizes[1:]]

    def f(self, z):
        if self.activation == "relu":
            return np.where(z > 0, z, 0)
        return 1 / (1 + np.exp(-z))

    def df(self, z):
        if self.activation == "relu":
            return np.where(z > 0, 1, 0)
        return self.f(z) * (1 - self.f(z))

    def forward(self, X):
        activations, z_values = [X], []
        for W, b in zip(self.weights, self.biases):
            z = np.dot(W, activations[-1]) + b
            z_values.append(z)
            activations.append(self.f(z))
        return activations, z_values

    def one_sample(self, target, activations, z_values, layer):
        """The delta of a layer, from the deltas above it."""
        if layer == len(self.weights) - 1:
            return (activations[-1] - target) * self.df(z_values[-1])
        above = self.one_sample(target, activations, z_values, layer + 1)
        return np.dot(self.weights[layer + 1].T, above) * self.df(z_values[layer])

    def backward(self, X, y, activations, z_values):
        m = X.shape[1]
        grads_W = [np.zeros(W.shape) for W in self.weights]
        grads_b = [np.zeros(b.shape) for b in self.biases]
        for s in range(m):
            a = [A[:, [s]] for A in activations]
            z = [Z[:, [s]] for Z in z_values]
            for layer in range(len(self.weights)):
                delta = self.one_sample(y[:, [s]], a, z, layer)
                grads_W[layer] = np.dot(delta, a[layer].T) / m
                grads_b[layer] = delta / m
        return grads_W, grads_b

    def update_weights(self, grads_W, grads_b, learning_rate):
        for layer in range(len(self.weights)):
            self.weights[layer] = self.weights[layer] - learning_rate * grads_W[layer]
            self.biases[layer] = self.biases[layer] - learning_rate * grads_b[layer]
