"""After the well-known online book: one sample at a time, nablas added up. I keep only the activations on my way back,
they are all that backprop needs, and sigmoid_prime turns each of them into a slope."""
import numpy as np


def sigmoid(z):
    """The sigmoid function."""
    return 1.0 / (1.0 + np.exp(-z))


def sigmoid_prime(z):
    """Derivative of the sigmoid function."""
    return sigmoid(z) * (1 - sigmoid(z))


class Network(object):
    def __init__(self, sizes):
        self.num_layers = len(sizes)
        self.sizes = sizes
        self.biases = [np.random.randn(y, 1) for y in sizes[1:]]
        self.weights = [np.random.randn(y, x) for x, y in zip(sizes[:-1], sizes[1:])]

    def forward(self, X):
        activations, zs = [X], []
        for b, w in zip(self.biases, self.weights):
            z = np.dot(w, activations[-1]) + b
            zs.append(z)
            activations.append(sigmoid(z))
        return activations, zs

    def backward(self, X, y, activations, zs):
        nabla_w = [np.zeros(w.shape) for w in self.weights]
        nabla_b = [np.zeros(b.shape) for b in self.biases]
        samples = X.shape[1]
        for j in range(samples):
            column = [a[:, j : j + 1] for a in activations]
            delta_nabla_w, delta_nabla_b = self.backprop(column, y[:, j : j + 1])
            nabla_w = [nw + dnw / samples for nw, dnw in zip(nabla_w, delta_nabla_w)]
            nabla_b = [nb + dnb / samples for nb, dnb in zip(nabla_b, delta_nabla_b)]
        return nabla_w, nabla_b

    def backprop(self, activations, y):
        """The gradient for one sample, layer by layer from the last."""
        nabla_w = [None] * (self.num_layers - 1)
        nabla_b = [None] * (self.num_layers - 1)
        delta = self.cost_derivative(activations[-1], y) * sigmoid_prime(activations[-1])
        nabla_b[-1] = delta
        nabla_w[-1] = np.dot(delta, activations[-2].transpose())
        for l in range(2, self.num_layers):
            sp = sigmoid_prime(activations[-l])
            delta = np.dot(self.weights[-l + 1].transpose(), delta) * sp
            nabla_b[-l] = delta
            nabla_w[-l] = np.dot(delta, activations[-l - 1].transpose())
        return nabla_w, nabla_b

    def cost_derivative(self, output_activations, y):
        return output_activations - y

    def update(self, nabla_w, nabla_b, eta):
        self.weights = [w - eta * nw for w, nw in zip(self.weights, nabla_w)]
        self.biases = [b - eta * nb for b, nb in zip(self.biases, nabla_b)]
