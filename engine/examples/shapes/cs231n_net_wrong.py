"""A network in the shape of CS231n with a bug: the loss is a mean over the samples, and its gradient is that of their sum."""
import numpy as np


class TwoLayerNet:
    def __init__(self, input_size, hidden_size, output_size, std=1e-4):
        self.params = {
            "W1": std * np.random.randn(input_size, hidden_size),
            "b1": np.zeros(hidden_size),
            "W2": std * np.random.randn(hidden_size, output_size),
            "b2": np.zeros(output_size),
        }

    def loss(self, X, y=None, reg=0.0):
        W1, b1, W2, b2 = (self.params[k] for k in ("W1", "b1", "W2", "b2"))
        N, D = X.shape
        hidden = np.maximum(0, X.dot(W1) + b1)
        scores = hidden.dot(W2) + b2
        if y is None:
            return scores
        e = np.exp(scores - scores.max(axis=1)[:, None])
        p = e / e.sum(axis=1)[:, None]
        loss = -np.log(p[np.arange(N), y]).sum() / N
        loss += reg * (np.sum(W1**2) + np.sum(W2**2))
        p[np.arange(N), y] -= 1
        grads = {"W2": hidden.T.dot(p) + 2 * reg * W2, "b2": p.sum(axis=0)}
        back = p.dot(W2.T)
        back[hidden == 0] = 0
        grads["W1"] = X.T.dot(back) + 2 * reg * W1
        grads["b1"] = back.sum(axis=0)
        return loss, grads
