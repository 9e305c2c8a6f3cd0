"""A network in the shape of CS231n that is right: affine and relu layers, softmax and a penalty, parameters and gradients in dicts of the same keys."""
import numpy as np


class FullyConnectedNet:
    def __init__(self, hidden_dims, input_dim=3072, num_classes=10, reg=0.0, weight_scale=1e-2, dtype=np.float32):
        self.reg, self.dtype = reg, dtype
        sizes = [input_dim, *hidden_dims, num_classes]
        self.num_layers = len(sizes) - 1
        self.params = {}
        for i in range(1, len(sizes)):
            self.params[f"W{i}"] = (weight_scale * np.random.randn(sizes[i - 1], sizes[i])).astype(dtype)
            self.params[f"b{i}"] = np.zeros(sizes[i], dtype=dtype)

    def loss(self, X, y=None):
        X = X.astype(self.dtype)
        entered, out = [], X
        for i in range(1, self.num_layers + 1):
            entered.append(out)
            out = out @ self.params[f"W{i}"] + self.params[f"b{i}"]
            if i < self.num_layers:
                out = np.maximum(out, 0)
        if y is None:
            return out

        m = len(y)
        shifted = out - out.max(axis=1, keepdims=True)
        logs = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
        loss = -logs[np.arange(m), y].mean()
        dout = np.exp(logs)
        dout[np.arange(m), y] -= 1
        dout /= m

        grads = {}
        for i in range(self.num_layers, 0, -1):
            W = self.params[f"W{i}"]
            loss += 0.5 * self.reg * np.sum(W * W)
            grads[f"W{i}"] = entered[i - 1].T @ dout + self.reg * W
            grads[f"b{i}"] = dout.sum(axis=0)
            dout = (dout @ W.T) * (entered[i - 1] > 0)
        return loss, grads
