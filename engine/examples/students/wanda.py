"""The cost is J = 1/(2m) * sum of squares, so dJ/da is (a - y)/m. And dW = 1/m dZ A^T, db = sum of dZ, see the formula card."""
import numpy as np


class FormulaCardNet:
    def __init__(self, layer_sizes, activation="relu"):
        self.g = activation
        self.weights = [np.random.randn(n, p) * 0.5 for p, n in zip(layer_sizes, layer_sizes[1:])]
        self.biases = [np.zeros((n, 1)) for n in layer_sizes[1:]]

    def linear_activation_forward(self, A_prev, W, b):
        Z = W @ A_prev + b
        if self.g == "relu":
            return np.maximum(Z, 0), Z
        if self.g == "sigmoid":
            return 1 / (1 + np.exp(-Z)), Z
        return Z, Z

    def activation_backward(self, dA, Z):
        if self.g == "relu":
            return np.where(Z > 0, dA, 0)
        if self.g == "sigmoid":
            s = 1 / (1 + np.exp(-Z))
            return dA * s * (1 - s)
        return dA

    def forward(self, X):
        activations, z_values = [X], []
        for W, b in zip(self.weights, self.biases):
            A, Z = self.linear_activation_forward(activations[-1], W, b)
            activations.append(A)
            z_values.append(Z)
        return activations, z_values

    def linear_backward(self, dZ, A_prev, W):
        m = A_prev.shape[1]
        dW = dZ @ A_prev.T / m
        db = np.sum(dZ, axis=1, keepdims=True)
        return W.T @ dZ, dW, db

    def backward(self, X, Y, activations, z_values):
        grads = {}
        L = len(self.weights)
        grads["dA" + str(L)] = (activations[L] - Y) / Y.shape[1]
        for l in range(L, 0, -1):
            dZ = self.activation_backward(grads["dA" + str(l)], z_values[l - 1])
            dA, dW, db = self.linear_backward(dZ, activations[l - 1], self.weights[l - 1])
            grads["dA" + str(l - 1)], grads["dW" + str(l)], grads["db" + str(l)] = dA, dW, db
        return [grads["dW" + str(l)] for l in range(1, L + 1)], [grads["db" + str(l)] for l in range(1, L + 1)]

    def update_parameters(self, grads_W, grads_b, learning_rate):
        for l in range(len(self.weights)):
            self.weights[l] -= learning_rate * grads_W[l]
            self.biases[l] -= learning_rate * grads_b[l]
