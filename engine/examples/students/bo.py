"""Binary classifier: tanh or sigmoid inside, sigmoid at the end, trained on cross-entropy.
I am proud of the output layer: all those logarithms cancel, and what is left is simply a minus y."""
import numpy as np


class Classifier:
    def __init__(self, layer_sizes, activation="tanh"):
        self.activation = activation
        sizes = list(zip(layer_sizes, layer_sizes[1:]))
        self.weights = [np.random.normal(0.0, n ** -0.5, (k, n)) for n, k in sizes]
        self.biases = [np.zeros((k, 1)) for _, k in sizes]

    def squash(self, z):
        if self.activation == "tanh":
            return np.tanh(z)
        elif self.activation == "sigmoid":
            return 1 / (1 + np.exp(-z))
        raise ValueError(self.activation)

    def slope(self, a):
        """In terms of the activation, so that nothing is computed twice."""
        return 1 - a * a if self.activation == "tanh" else a * (1 - a)

    def forward(self, X):
        a, activations, z_values = X, [X], []
        for W, b in zip(self.weights[:-1], self.biases[:-1]):
            z = W.dot(a) + b
            a = self.squash(z)
            z_values.append(z)
            activations.append(a)
        z = self.weights[-1].dot(a) + self.biases[-1]
        z_values.append(z)
        activations.append(1 / (1 + np.exp(-z)))
        return activations, z_values

    def compute_loss(self, y_pred, y_true):
        m = y_true.shape[1]
        p = np.clip(y_pred, 1e-15, 1 - 1e-15)
        return -np.sum(y_true * np.log(p) + (1 - y_true) * np.log(1 - p)) / m

    def backward(self, X, y, activations, z_values):
        grads_W, grads_b = [], []
        dz = activations[-1] - y
        for k in reversed(range(len(self.weights))):
            grads_W.insert(0, dz.dot(activations[k].T))
            grads_b.insert(0, dz.sum(axis=1, keepdims=True))
            if k > 0:
                dz = self.weights[k].T.dot(dz) * self.slope(activations[k])
        return grads_W, grads_b

    def update(self, grads_W, grads_b, lr):
        for W, b, dW, db in zip(self.weights, self.biases, grads_W, grads_b):
            W -= lr * dW
            b -= lr * db
