"""Like PyTorch: every parameter has a .grad of its own, backward() adds to it, and step() goes downhill.
It is made once, in __init__, which saves memory."""
import numpy as np


class Parameter:
    def __init__(self, shape):
        self.grad = np.zeros(shape)


class TorchLike:
    def __init__(self, layer_sizes, activation="sigmoid"):
        self.activation = activation
        shapes = list(zip(layer_sizes[1:], layer_sizes[:-1]))
        self.weights = [np.random.normal(scale=1 / n_in, size=(n_out, n_in)) for n_out, n_in in shapes]
        self.biases = [np.zeros((n_out, 1)) for n_out, _ in shapes]
        self.w_params = [Parameter(shape) for shape in shapes]
        self.b_params = [Parameter((n_out, 1)) for n_out, _ in shapes]

    def _f(self, z):
        return np.tanh(z) if self.activation == "tanh" else 1 / (1 + np.exp(-z))

    def _df(self, a):
        return 1 - a**2 if self.activation == "tanh" else a * (1 - a)

    def forward(self, x):
        activations, z_values = [x], []
        for w, b in zip(self.weights, self.biases):
            z_values.append(w @ activations[-1] + b)
            activations.append(self._f(z_values[-1]))
        return activations, z_values

    def backward(self, x, y, activations, z_values):
        g = (activations[-1] - y) / x.shape[1]
        for i in reversed(range(len(self.weights))):
            g = g * self._df(activations[i + 1])
            self.w_params[i].grad += g @ activations[i].T
            self.b_params[i].grad += g.sum(axis=1, keepdims=True)
            g = self.weights[i].T @ g
        return [p.grad.copy() for p in self.w_params], [p.grad.copy() for p in self.b_params]

    def step(self, grads_W, grads_b, lr):
        for w, b, gw, gb in zip(self.weights, self.biases, grads_W, grads_b):
            w -= lr * gw
            b -= lr * gb

    def train_step(self, x, y, lr):
        activations, z_values = self.forward(x)
        self.step(*self.backward(x, y, activations, z_values), lr)
        return np.mean((activations[-1] - y) ** 2)
