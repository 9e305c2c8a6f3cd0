"""The layers of MIT's 6.036 with a bug: the biases learn from the last sample of the batch alone."""
import numpy as np


class Linear:
    def __init__(self, m, n):
        self.W0 = np.zeros([n, 1])
        self.W = np.random.normal(0, m ** (-0.5), [m, n])

    def forward(self, A):
        self.A = A
        return np.dot(self.W.T, A) + self.W0

    def backward(self, dLdZ):
        self.dLdW = np.dot(self.A, dLdZ.T)
        for column in dLdZ.T:
            self.dLdW0 = column[:, None]
        return np.dot(self.W, dLdZ)

    def sgd_step(self, lrate):
        self.W = self.W - lrate * self.dLdW
        self.W0 = self.W0 - lrate * self.dLdW0


class Tanh:
    def forward(self, Z):
        self.A = np.tanh(Z)
        return self.A

    def backward(self, dLdA):
        return (1 - self.A**2) * dLdA


class ReLU:
    def forward(self, Z):
        self.A = np.maximum(0, Z)
        return self.A

    def backward(self, dLdA):
        return dLdA * (self.A > 0)


class SoftMax:
    def forward(self, Z):
        e = np.exp(Z - Z.max(axis=0))
        return e / e.sum(axis=0)

    def backward(self, dLdZ):
        return dLdZ


class NLL:
    def forward(self, Ypred, Y):
        self.Ypred = Ypred
        self.Y = Y
        return np.sum(-Y * np.log(Ypred))

    def backward(self):
        return self.Ypred - self.Y


class Sequential:
    def __init__(self, modules, loss):
        self.modules = modules
        self.loss = loss

    def forward(self, Xt):
        for m in self.modules:
            Xt = m.forward(Xt)
        return Xt

    def backward(self, delta):
        for m in self.modules[::-1]:
            delta = m.backward(delta)
