"""I got "shapes not aligned" so often that I wrote product(): it turns a matrix round if it does not fit.
Since then nothing crashes any more, forward or backward."""
import numpy as np


def product(A, B):
    """A times B; A is turned round if need be."""
    if A.shape[1] == B.shape[0]:
        return A.dot(B)
    return A.T.dot(B)


def activate(name, z):
    if name == "relu":
        return z * (z > 0)
    if name == "tanh":
        return np.tanh(z)
    return 1 / (1 + np.exp(-z))


def derivative(name, z):
    if name == "relu":
        return 1.0 * (z > 0)
    a = activate(name, z)
    return 1 - a * a if name == "tanh" else a - a * a


class NeuralNetwork:
    def __init__(self, layer_sizes, activation="sigmoid"):
        self.name = activation
        self.depth = len(layer_sizes) - 1
        self.weights = [np.random.randn(layer_sizes[i + 1], layer_sizes[i]) for i in range(self.depth)]
        self.biases = [np.random.randn(layer_sizes[i + 1], 1) for i in range(self.depth)]

    def forward(self, X):
        a_values, z_values = [X], []
        for i in range(self.depth):
            z_values.append(product(self.weights[i], a_values[i]) + self.biases[i])
            a_values.append(activate(self.name, z_values[i]))
        return a_values, z_values

    def backward(self, X, y, a_values, z_values):
        dW, db = [0] * self.depth, [0] * self.depth
        error = (a_values[-1] - y) / y.shape[1]
        for i in range(self.depth)[::-1]:
            delta = error * derivative(self.name, z_values[i])
            dW[i] = delta.dot(a_values[i].T)
            db[i] = delta.sum(1).reshape(-1, 1)
            error = product(self.weights[i], delta)
        return dW, db

    def update_weights(self, dW, db, learning_rate):
        for i in range(self.depth):
            self.weights[i] -= learning_rate * dW[i]
            self.biases[i] -= learning_rate * db[i]
