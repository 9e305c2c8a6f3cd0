"""An engine in the chapter's shape that is right. Its losses are functions; its class differentiates half the squared error, averaged over samples."""
import numpy as np


def mse_loss(y_pred, y_true):
    difference = y_pred - y_true
    return np.mean(difference * difference)


def mse_loss_derivative(y_pred, y_true):
    return 2.0 * (y_pred - y_true) / y_pred.shape[0]


def binary_cross_entropy(y_pred, y_true, epsilon=1e-15):
    p = np.clip(y_pred, epsilon, 1 - epsilon)
    return np.mean(-y_true * np.log(p) - (1 - y_true) * np.log(1 - p))


def binary_cross_entropy_derivative(y_pred, y_true, epsilon=1e-15):
    """0 where the value is flat: outside of the clip."""
    inside = (y_pred >= epsilon) & (y_pred <= 1 - epsilon)
    p = np.clip(y_pred, epsilon, 1 - epsilon)
    return np.where(inside, (p - y_true) / (p * (1 - p)), 0.0) / y_pred.shape[0]


def cross_entropy(y_pred, y_true, epsilon=1e-15):
    """Samples in rows, classes in columns."""
    return -np.sum(y_true * np.log(np.clip(y_pred, epsilon, 1 - epsilon))) / y_pred.shape[0]


class NeuralNetwork:
    def __init__(self, layer_sizes, activation="sigmoid"):
        self.activation = activation
        pairs = list(zip(layer_sizes[:-1], layer_sizes[1:]))
        self.weights = [np.random.randn(n_out, n_in) / np.sqrt(n_in) for n_in, n_out in pairs]
        self.biases = [np.zeros((n_out, 1)) for _, n_out in pairs]

    def _value(self, z):
        if self.activation == "sigmoid":
            return 0.5 * (1.0 + np.tanh(0.5 * z))
        if self.activation == "tanh":
            return np.tanh(z)
        if self.activation == "relu":
            return np.where(z > 0, z, 0.0)
        return z

    def _slope(self, z):
        if self.activation == "sigmoid":
            return 0.25 / np.cosh(0.5 * z) ** 2
        if self.activation == "tanh":
            return 1.0 / np.cosh(z) ** 2
        if self.activation == "relu":
            return np.where(z > 0, 1.0, 0.0)
        return np.ones_like(z)

    def forward(self, X):
        activations, z_values = [X], []
        for W, b in zip(self.weights, self.biases):
            z_values.append(W @ activations[-1] + b)
            activations.append(self._value(z_values[-1]))
        return activations, z_values

    def backward(self, X, y, activations, z_values):
        samples = X.shape[1]
        layers = len(self.weights)
        grads_W, grads_b = [None] * layers, [None] * layers
        flowing = (activations[-1] - y) / samples
        for i in reversed(range(layers)):
            delta = flowing * self._slope(z_values[i])
            grads_W[i] = delta @ activations[i].T
            grads_b[i] = delta.sum(axis=1, keepdims=True)
            flowing = self.weights[i].T @ delta
        return grads_W, grads_b

    def update_weights(self, grads_W, grads_b, learning_rate=0.01):
        for i, (dW, db) in enumerate(zip(grads_W, grads_b)):
            self.weights[i] = self.weights[i] - learning_rate * dW
            self.biases[i] = self.biases[i] - learning_rate * db

    def train_step(self, X, y, learning_rate=0.01):
        """Reports the mean of the squares before the update."""
        activations, z_values = self.forward(X)
        self.update_weights(*self.backward(X, y, activations, z_values), learning_rate)
        return mse_loss(activations[-1], y)
