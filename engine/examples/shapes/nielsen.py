"""A network in Nielsen's shape that is right: one sample at a time, costs as classes, and mini batches that average what backprop adds up."""
import numpy as np


class QuadraticCost:
    @staticmethod
    def of(a, y):
        return 0.5 * float(np.sum((a - y) ** 2))

    @staticmethod
    def error(z, a, y):
        return (a - y) * squash_slope(z)


class CrossEntropyCost:
    @staticmethod
    def of(a, y):
        return float(-np.sum(y * np.log(a) + (1 - y) * np.log(1 - a)))

    @staticmethod
    def error(z, a, y):
        return a - y


def squash(z):
    return 1.0 / (1.0 + np.exp(-z))


def squash_slope(z):
    a = squash(z)
    return a * (1.0 - a)


class Network:
    def __init__(self, sizes, cost=QuadraticCost):
        self.sizes = sizes
        self.cost = cost
        self.biases = [np.random.randn(n, 1) for n in sizes[1:]]
        self.weights = [np.random.randn(n, k) / np.sqrt(k) for k, n in zip(sizes, sizes[1:])]

    def feedforward(self, a):
        for W, b in zip(self.weights, self.biases):
            a = squash(W @ a + b)
        return a

    def backprop(self, x, y):
        """(nabla_b, nabla_w) of the cost of one sample."""
        zs, outputs = [], [x]
        for W, b in zip(self.weights, self.biases):
            zs.append(W @ outputs[-1] + b)
            outputs.append(squash(zs[-1]))
        nabla_b = [np.zeros_like(b) for b in self.biases]
        nabla_w = [np.zeros_like(W) for W in self.weights]
        error = self.cost.error(zs[-1], outputs[-1], y)
        for layer in range(1, len(self.sizes)):
            if layer > 1:
                error = (self.weights[-layer + 1].T @ error) * squash_slope(zs[-layer])
            nabla_b[-layer] = error
            nabla_w[-layer] = error @ outputs[-layer - 1].T
        return nabla_b, nabla_w

    def update_mini_batch(self, mini_batch, eta):
        total_b = [np.zeros_like(b) for b in self.biases]
        total_w = [np.zeros_like(W) for W in self.weights]
        for x, y in mini_batch:
            nabla_b, nabla_w = self.backprop(x, y)
            total_b = [t + n for t, n in zip(total_b, nabla_b)]
            total_w = [t + n for t, n in zip(total_w, nabla_w)]
        step = eta / len(mini_batch)
        self.biases = [b - step * t for b, t in zip(self.biases, total_b)]
        self.weights = [W - step * t for W, t in zip(self.weights, total_w)]
