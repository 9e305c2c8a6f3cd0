"""Nielsen's shape with a bug: the slope of the sigmoid is taken at what the layer gave, not at what it was given."""
import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def sigmoid_prime(z):
    return sigmoid(z) * (1 - sigmoid(z))


class Network(object):
    def __init__(self, sizes):
        self.num_layers = len(sizes)
        self.weights, self.biases = [], []
        for fan_in, fan_out in zip(sizes, sizes[1:]):
            self.weights.append(np.random.normal(size=(fan_out, fan_in)))
            self.biases.append(np.random.normal(size=(fan_out, 1)))

    def feedforward(self, a):
        for w, b in zip(self.weights, self.biases):
            a = sigmoid(w.dot(a) + b)
        return a

    def cost_derivative(self, output_activations, y):
        return output_activations - y

    def backprop(self, x, y):
        activations = [x]
        for w, b in zip(self.weights, self.biases):
            activations.append(sigmoid(w.dot(activations[-1]) + b))
        nabla_b, nabla_w = [], []
        delta = self.cost_derivative(activations[-1], y)
        for l in range(self.num_layers - 2, -1, -1):
            delta = delta * sigmoid_prime(activations[l + 1])
            nabla_b.insert(0, delta)
            nabla_w.insert(0, delta.dot(activations[l].T))
            delta = self.weights[l].T.dot(delta)
        return nabla_b, nabla_w

    def update_mini_batch(self, mini_batch, eta):
        # all of them before the first step, which would move what the others are taken at
        nablas = [self.backprop(x, y) for x, y in mini_batch]
        for nabla_b, nabla_w in nablas:
            for l in range(self.num_layers - 1):
                self.weights[l] = self.weights[l] - eta / len(mini_batch) * nabla_w[l]
                self.biases[l] = self.biases[l] - eta / len(mini_batch) * nabla_b[l]
