"""Derivatives as I learnt them by heart: sigmoid is x(1 - x), tanh is 1 - x squared, ReLU is 1 or 0.
z is what goes into the activation, so z is where its derivative is taken."""
import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def sigmoid_derivative(x):
    return x * (1 - x)


def tanh_derivative(x):
    return 1 - x**2


def relu(x):
    return np.maximum(0, x)


def relu_derivative(x):
    return np.where(x > 0, 1, 0)


class NeuralNetwork:
    def __init__(self, layer_sizes, activation="sigmoid"):
        if activation == "sigmoid":
            self.activation, self.activation_derivative = sigmoid, sigmoid_derivative
        elif activation == "tanh":
            self.activation, self.activation_derivative = np.tanh, tanh_derivative
        elif activation == "relu":
            self.activation, self.activation_derivative = relu, relu_derivative
        else:
            raise ValueError("Unknown activation")
        self.weights = []
        self.biases = []
        for i in range(1, len(layer_sizes)):
            self.weights.append(np.random.randn(layer_sizes[i], layer_sizes[i - 1]) * 0.1)
            self.biases.append(np.zeros((layer_sizes[i], 1)))

    def forward(self, X):
        activations, z_values = [X], []
        for W, b in zip(self.weights, self.biases):
            z_values.append(np.dot(W, activations[-1]) + b)
            activations.append(self.activation(z_values[-1]))
        return activations, z_values

    def backward(self, X, y_true, activations, z_values):
        m = X.shape[1]
        grads_W, grads_b = [], []
        dA = activations[-1] - y_true
        for i in reversed(range(len(self.weights))):
            dZ = dA * self.activation_derivative(z_values[i])
            grads_W.insert(0, (1 / m) * np.dot(dZ, activations[i].T))
            grads_b.insert(0, (1 / m) * np.sum(dZ, axis=1, keepdims=True))
            dA = np.dot(self.weights[i].T, dZ)
        return grads_W, grads_b

    def update_weights(self, grads_W, grads_b, learning_rate):
        for i in range(len(self.weights)):
            self.weights[i] -= learning_rate * grads_W[i]
            self.biases[i] -= learning_rate * grads_b[i]
