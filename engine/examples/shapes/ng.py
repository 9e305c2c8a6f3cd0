"""Functions in the shape of A. Ng's course that are right: relu layers and a sigmoid at the end, over a dict of parameters, samples in columns."""
import numpy as np


def initialize_parameters_deep(layer_dims):
    parameters = {}
    for i, (n, k) in enumerate(zip(layer_dims, layer_dims[1:]), 1):
        parameters[f"W{i}"] = np.random.randn(k, n) / np.sqrt(n)
        parameters[f"b{i}"] = np.zeros((k, 1))
    return parameters


def linear_forward(A, W, b):
    return W @ A + b, (A, W, b)


def linear_activation_forward(A_prev, W, b, activation):
    Z, linear_cache = linear_forward(A_prev, W, b)
    A = np.where(Z > 0, Z, 0.0) if activation == "relu" else 1 / (1 + np.exp(-Z))
    return A, (linear_cache, Z)


def L_model_forward(X, parameters):
    A, caches, last = X, [], len(parameters) // 2
    for i in range(1, last + 1):
        activation = "sigmoid" if i == last else "relu"
        A, cache = linear_activation_forward(A, parameters[f"W{i}"], parameters[f"b{i}"], activation)
        caches.append(cache)
    return A, caches


def compute_cost(AL, Y):
    return float(-np.sum(Y * np.log(AL) + (1 - Y) * np.log(1 - AL)) / Y.shape[1])


def linear_backward(dZ, cache):
    A_prev, W, _ = cache
    m = A_prev.shape[1]
    return W.T @ dZ, dZ @ A_prev.T / m, dZ.sum(axis=1, keepdims=True) / m


def linear_activation_backward(dA, cache, activation):
    linear_cache, Z = cache
    if activation == "relu":
        dZ = np.where(Z > 0, dA, 0.0)
    else:
        A = 1 / (1 + np.exp(-Z))
        dZ = dA * A * (1 - A)
    return linear_backward(dZ, linear_cache)


def L_model_backward(AL, Y, caches):
    """Gradients of each sample's loss flow back; every layer takes the mean of them."""
    grads = {}
    dA = (1 - Y) / (1 - AL) - Y / AL
    for i in range(len(caches), 0, -1):
        activation = "sigmoid" if i == len(caches) else "relu"
        dA, grads[f"dW{i}"], grads[f"db{i}"] = linear_activation_backward(dA, caches[i - 1], activation)
        grads[f"dA{i - 1}"] = dA
    return grads


def update_parameters(params, grads, learning_rate):
    updated = {}
    for name, value in params.items():
        updated[name] = value - learning_rate * grads["d" + name]
    return updated
