"""Everything written out with loops, because with matrices I never know what is multiplied with what.
The loss is an average over the samples, and so is each gradient. Sigmoid everywhere."""
import math
import random


class LoopNetwork:
    def __init__(self, layer_sizes):
        self.sizes = layer_sizes
        self.weights = []
        self.biases = []
        for n_in, n_out in zip(layer_sizes, layer_sizes[1:]):
            self.weights.append([[random.uniform(-1, 1) for _ in range(n_in)] for _ in range(n_out)])
            self.biases.append([[0.0] for _ in range(n_out)])

    def forward(self, X):
        activations = [X]
        z_values = []
        samples = range(len(X[0]))
        for W, b in zip(self.weights, self.biases):
            before = activations[-1]
            z = []
            for j in range(len(W)):
                z.append([sum(W[j][i] * before[i][s] for i in range(len(before))) + b[j][0] for s in samples])
            z_values.append(z)
            activations.append([[1 / (1 + math.exp(-number)) for number in row] for row in z])
        return activations, z_values

    def backward(self, X, y, activations, z_values):
        m = len(X[0])
        samples = range(m)
        grads_W, grads_b = [], []
        error = [[(activations[-1][j][s] - y[j][s]) / m for s in samples] for j in range(len(y))]
        for layer in range(len(self.weights) - 1, -1, -1):
            W, out, before = self.weights[layer], activations[layer + 1], activations[layer]
            delta = [[error[j][s] * out[j][s] * (1 - out[j][s]) for s in samples] for j in range(len(W))]
            dW = []
            db = []
            for j in range(len(W)):
                # the average over the samples
                dW.append([sum(delta[j][s] * before[i][s] for s in samples) / m for i in range(len(before))])
                db.append([sum(delta[j]) / m])
            grads_W.insert(0, dW)
            grads_b.insert(0, db)
            error = []
            for i in range(len(before)):
                error.append([sum(W[j][i] * delta[j][s] for j in range(len(W))) for s in samples])
        return grads_W, grads_b

    def update_weights(self, grads_W, grads_b, learning_rate):
        for W, b, dW, db in zip(self.weights, self.biases, grads_W, grads_b):
            for j in range(len(W)):
                for i in range(len(W[j])):
                    W[j][i] -= learning_rate * dW[j][i]
                b[j][0] -= learning_rate * db[j][0]
