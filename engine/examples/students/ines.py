"""Sigmoid's derivative is so nice in terms of a, and tanh is only a stretched sigmoid, so it gets the same treatment."""
import numpy as np


class Activation:
    def value(self, z):
        raise NotImplementedError

    def slope(self, a):
        raise NotImplementedError


class Sigmoid(Activation):
    def value(self, z):
        return np.reciprocal(1 + np.exp(-z))

    def slope(self, a):
        return a * (1 - a)


class Tanh(Activation):
    def value(self, z):
        return np.tanh(z)

    def slope(self, a):
        return 1 - a


class Identity(Activation):
    def value(self, z):
        return z

    def slope(self, a):
        return 1.0


class Net:
    KINDS = {"sigmoid": Sigmoid, "tanh": Tanh, "identity": Identity}

    def __init__(self, layer_sizes, activation="tanh"):
        self.phi = self.KINDS[activation]()
        shapes = [(layer_sizes[k + 1], layer_sizes[k]) for k in range(len(layer_sizes) - 1)]
        self.weights = [0.5 * np.random.standard_normal(shape) for shape in shapes]
        self.biases = [np.zeros((rows, 1)) for rows, _ in shapes]

    def forward(self, inputs):
        activations, z_values = [inputs], []
        for W, b in zip(self.weights, self.biases):
            z = W @ activations[-1] + b
            z_values.append(z)
            activations.append(self.phi.value(z))
        return activations, z_values

    def backward(self, inputs, targets, activations, z_values):
        back_W, back_b = [], []
        flow = (activations[-1] - targets) / targets.shape[1]
        for W, a_in, a_out in zip(reversed(self.weights), activations[-2::-1], activations[:0:-1]):
            flow = flow * self.phi.slope(a_out)
            back_W.append(flow @ a_in.T)
            back_b.append(np.sum(flow, axis=1, keepdims=True))
            flow = W.T @ flow
        return back_W[::-1], back_b[::-1]

    def update(self, grads_W, grads_b, rate):
        for k in range(len(self.weights)):
            self.weights[k] -= rate * grads_W[k]
            self.biases[k] -= rate * grads_b[k]
