"""Layers as classes that are right, in the manner of CMU's mytorch: samples in rows, weights (out, in), gradients kept beside them."""
import numpy as np


class Linear:
    def __init__(self, in_features, out_features):
        self.W = np.zeros((out_features, in_features), dtype="f")
        self.b = np.zeros((out_features, 1), dtype="f")

    def forward(self, A):
        self.A = A
        return A @ self.W.T + self.b.T

    def backward(self, dLdZ):
        self.dLdW = dLdZ.T @ self.A
        self.dLdb = dLdZ.sum(axis=0).reshape(-1, 1)
        return dLdZ @ self.W


class ReLU:
    def forward(self, Z):
        self.is_on = Z > 0
        return np.where(self.is_on, Z, 0)

    def backward(self, dLdA):
        return np.where(self.is_on, dLdA, 0)


class Sigmoid:
    def forward(self, Z):
        self.A = 1 / (1 + np.exp(-Z))
        return self.A

    def backward(self, dLdA):
        return dLdA * (self.A - self.A**2)


class Tanh:
    def forward(self, Z):
        self.A = np.tanh(Z)
        return self.A

    def backward(self, dLdA):
        return dLdA * (1 - self.A**2)


class MSELoss:
    def forward(self, A, Y):
        self.difference = A - Y
        return np.mean(self.difference**2)

    def backward(self):
        return 2 * self.difference / self.difference.size


class CrossEntropyLoss:
    """Of scores, averaged over the samples."""

    def forward(self, A, Y):
        shifted = A - A.max(axis=1, keepdims=True)
        logs = shifted - np.log(np.sum(np.exp(shifted), axis=1, keepdims=True))
        self.probabilities, self.Y = np.exp(logs), Y
        return -np.sum(Y * logs) / len(Y)

    def backward(self):
        return (self.probabilities - self.Y) / len(self.Y)


class SGD:
    def __init__(self, model, lr=0.1):
        self.layers, self.lr = model.layers, lr

    def step(self):
        for layer in self.layers:
            layer.W = layer.W - self.lr * layer.dLdW
            layer.b = layer.b - self.lr * layer.dLdb
