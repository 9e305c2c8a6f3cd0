"""error = what it should be minus what it is. Then gradient descent goes against the gradient."""
import numpy as np


def logistic(z):
    return 1.0 / (1.0 + np.exp(-z))


class Network:
    def __init__(self, layer_sizes):
        self.weights = [np.random.randn(j, i) for i, j in zip(layer_sizes, layer_sizes[1:])]
        self.biases = [np.random.randn(j, 1) for j in layer_sizes[1:]]

    def forward(self, inputs):
        activations = [inputs]
        z_values = []
        for w, b in zip(self.weights, self.biases):
            z_values.append(np.einsum("ji,is->js", w, activations[-1]) + b)
            activations.append(logistic(z_values[-1]))
        return activations, z_values

    def backward(self, inputs, target, activations, z_values):
        samples = inputs.shape[1]
        error = target - activations[-1]
        gw, gb = [], []
        for w, a_in, a_out in zip(self.weights[::-1], activations[:-1][::-1], activations[1:][::-1]):
            delta = error * a_out * (1 - a_out)
            gw.insert(0, np.einsum("js,is->ji", delta, a_in) / samples)
            gb.insert(0, np.einsum("js->j", delta).reshape(-1, 1) / samples)
            error = np.einsum("ji,js->is", w, delta)
        return gw, gb

    def update(self, grad_w, grad_b, eta=0.1):
        self.weights = [w - eta * g for w, g in zip(self.weights, grad_w)]
        self.biases = [b - eta * g for b, g in zip(self.biases, grad_b)]
