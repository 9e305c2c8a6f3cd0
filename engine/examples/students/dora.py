"""Mean squared error over all the entries, as np.mean does it. Gradients of a batch are means, and a bias sees every
sample just once, so I let NumPy take its mean along the samples."""
import numpy as np

PHI = {
    "relu": lambda z: np.maximum(0, z),
    "tanh": lambda z: np.tanh(z),
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
    "linear": lambda z: z,
}
DPHI = {
    "relu": lambda z: (z > 0).astype(float),
    "tanh": lambda z: 1 / np.cosh(z) ** 2,
    "sigmoid": lambda z: PHI["sigmoid"](z) * PHI["sigmoid"](-z),
    "linear": lambda z: np.ones(z.shape),
}


def mse_loss(y_pred, y_true):
    return np.mean(np.square(y_pred - y_true))


def mse_loss_derivative(y_pred, y_true):
    return 2 * (y_pred - y_true) / y_true.size


class MLP:
    def __init__(self, layer_sizes, activation="relu", seed=None):
        rng = np.random.default_rng(seed)
        self.activation = activation
        self.weights = [rng.normal(size=(o, i)) / np.sqrt(i) for i, o in zip(layer_sizes, layer_sizes[1:])]
        self.biases = [np.zeros((o, 1)) for o in layer_sizes[1:]]

    def forward(self, X):
        activations, z_values = [X], []
        for W, b in zip(self.weights, self.biases):
            z_values += [W @ activations[-1] + b]
            activations += [PHI[self.activation](z_values[-1])]
        return activations, z_values

    def backward(self, X, y, activations, z_values):
        grads_W, grads_b = {}, {}
        dA = mse_loss_derivative(activations[-1], y)
        for l in reversed(range(len(self.weights))):
            dZ = dA * DPHI[self.activation](z_values[l])
            grads_W[l] = dZ @ activations[l].T
            grads_b[l] = np.mean(dZ, axis=1, keepdims=True)
            dA = self.weights[l].T @ dZ
        order = range(len(self.weights))
        return [grads_W[l] for l in order], [grads_b[l] for l in order]

    def train_step(self, X, y, learning_rate=0.1):
        activations, z_values = self.forward(X)
        grads_W, grads_b = self.backward(X, y, activations, z_values)
        self.weights = [W - learning_rate * dW for W, dW in zip(self.weights, grads_W)]
        self.biases = [b - learning_rate * db for b, db in zip(self.biases, grads_b)]
        return mse_loss(activations[-1], y)
