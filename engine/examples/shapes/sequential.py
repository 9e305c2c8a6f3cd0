"""Layers as classes that are right, in the manner of MIT's 6.036: samples in columns, weights (in, out), a softmax that leaves its slope to the loss."""
import numpy as np


class Module:
    def sgd_step(self, lrate):
        """Only layers with weights have something to do."""


class Linear(Module):
    def __init__(self, m, n):
        self.m, self.n = m, n
        self.W0 = np.zeros((n, 1))
        self.W = np.random.normal(0, 1 / np.sqrt(m), (m, n))

    def forward(self, A):
        self.A = A
        return self.W.T @ A + self.W0

    def backward(self, dLdZ):
        self.dLdW = self.A @ dLdZ.T
        self.dLdW0 = np.sum(dLdZ, axis=1, keepdims=True)
        return self.W @ dLdZ

    def sgd_step(self, lrate):
        self.W = self.W - lrate * self.dLdW
        self.W0 = self.W0 - lrate * self.dLdW0


class Tanh(Module):
    def forward(self, Z):
        self.A = np.tanh(Z)
        return self.A

    def backward(self, dLdA):
        return dLdA * (1 - self.A * self.A)


class ReLU(Module):
    def forward(self, Z):
        self.A = np.where(Z > 0, Z, 0.0)
        return self.A

    def backward(self, dLdA):
        return dLdA * (self.A != 0)


class SoftMax(Module):
    def forward(self, Z):
        powers = np.exp(Z - np.max(Z, axis=0, keepdims=True))
        return powers / np.sum(powers, axis=0, keepdims=True)

    def backward(self, dLdZ):
        return dLdZ


class NLL(Module):
    """Summed over the samples; its gradient is that of what the softmax was given."""

    def forward(self, Ypred, Y):
        self.Ypred, self.Y = Ypred, Y
        return float(-np.sum(Y * np.log(Ypred)))

    def backward(self):
        return self.Ypred - self.Y


class Sequential:
    def __init__(self, modules, loss):
        self.modules, self.loss = modules, loss

    def forward(self, Xt):
        for module in self.modules:
            Xt = module.forward(Xt)
        return Xt

    def backward(self, delta):
        for module in self.modules[::-1]:
            delta = module.backward(delta)

    def sgd_step(self, lrate):
        for module in self.modules:
            module.sgd_step(lrate)
