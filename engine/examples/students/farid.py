"""No second loop for the update: when a layer has its gradient it can learn at once, and the loop goes on to the layer
below. Gradients are returned all the same, for plotting."""
import numpy as np


class OnePassNetwork:
    def __init__(self, layer_sizes, activation="sigmoid"):
        self.tanh = activation == "tanh"
        self.weights, self.biases = [], []
        for rows, columns in zip(layer_sizes[1:], layer_sizes):
            self.weights.append(np.random.uniform(-0.7, 0.7, (rows, columns)))
            self.biases.append(np.zeros((rows, 1)))

    def act(self, z):
        return np.tanh(z) if self.tanh else 1 / (1 + np.exp(-z))

    def act_prime(self, a):
        return 1 - a**2 if self.tanh else a * (1 - a)

    def forward(self, X):
        activations, z_values = [X], []
        for W, b in zip(self.weights, self.biases):
            z_values.append(np.matmul(W, activations[-1]) + b)
            activations.append(self.act(z_values[-1]))
        return activations, z_values

    def backward(self, X, y, activations, z_values, learning_rate=0.1):
        grads_W, grads_b = [], []
        upstream = (activations[-1] - y) / X.shape[1]
        for i in range(len(self.weights) - 1, -1, -1):
            dz = upstream * self.act_prime(activations[i + 1])
            dW = np.matmul(dz, activations[i].T)
            db = dz.sum(axis=1, keepdims=True)
            self.weights[i] = self.weights[i] - learning_rate * dW
            self.biases[i] = self.biases[i] - learning_rate * db
            upstream = np.matmul(self.weights[i].T, dz)
            grads_W.insert(0, dW)
            grads_b.insert(0, db)
        return grads_W, grads_b

    def train_step(self, X, y, learning_rate=0.1):
        activations, z_values = self.forward(X)
        self.backward(X, y, activations, z_values, learning_rate)
        return float(np.mean((activations[-1] - y) ** 2))
