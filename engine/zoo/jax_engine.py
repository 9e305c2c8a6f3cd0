"""JAX in the zoo, on the CPU: python3 jax_engine.py [float32]. jax.nn and jax.numpy, differentiated by jax.vjp."""
import sys

import walk  # first, so that prints do no harm

import jax
import jax.numpy as jnp

DTYPE = sys.argv[1] if len(sys.argv) > 1 else "float64"
jax.config.update("jax_platforms", "cpu")
jax.config.update("jax_enable_x64", DTYPE == "float64")


def reduced(function):
    return lambda x, axes=None, keepdims=0: function(x, walk.axes_of(x, axes), keepdims=bool(keepdims))


def linear(x, W, b):
    return x @ W.T + b


activations = {
    "identity": lambda z: z,
    "relu": jax.nn.relu,
    "leaky_relu": lambda z, alpha=0.01: jax.nn.leaky_relu(z, alpha),
    "elu": lambda z, alpha=1.0: jax.nn.elu(z, alpha),
    "sigmoid": jax.nn.sigmoid,
    "tanh": jnp.tanh,
    "softplus": jax.nn.softplus,
    "gelu": lambda z: jax.nn.gelu(z, approximate=False),
    "gelu_tanh": lambda z: jax.nn.gelu(z, approximate=True),
    "softmax": lambda z: jax.nn.softmax(z, -1),
    "log_softmax": lambda z: jax.nn.log_softmax(z, -1),
}
losses = {
    "mse": lambda p, t: jnp.sum((p - t) ** 2),
    "half_squared_error": lambda p, t: jnp.sum((p - t) ** 2) / 2,
    "bce": lambda p, t: -jnp.sum(jax.scipy.special.xlogy(t, p) + jax.scipy.special.xlog1py(1 - t, -p)),
    "bce_with_logits": lambda z, t: jnp.sum(jax.nn.softplus(z) - t * z),
    "cross_entropy": lambda p, t: -jnp.sum(jax.scipy.special.xlogy(t, p)),
    "softmax_cross_entropy": lambda z, t: -jnp.sum(t * jax.nn.log_softmax(z, -1)),
}
ops = {
    **{name: activations[name] for name in ("relu", "leaky_relu", "elu", "sigmoid", "tanh", "softplus")},
    **{name: getattr(jnp, name) for name in ("add", "subtract", "multiply", "divide", "negative", "maximum", "matmul")},
    **{name: getattr(jnp, name) for name in ("exp", "log", "sqrt", "abs")},
    "pow": jnp.power,
    "transpose": lambda x: jnp.swapaxes(x, -1, -2),
    "sum": reduced(jnp.sum),
    "mean": reduced(jnp.mean),
    "reshape": lambda x, shape: jnp.reshape(x, shape),
    "broadcast": lambda x, shape: jnp.broadcast_to(x, shape),
    "gelu": lambda x, form="erf": jax.nn.gelu(x, approximate=form == "tanh"),
    "softmax": lambda x, axis=-1: jax.nn.softmax(x, axis),
    "log_softmax": lambda x, axis=-1: jax.nn.log_softmax(x, axis),
    "clip": lambda x, min, max: jnp.clip(x, min, max),
}


def tensor(x):
    return jnp.asarray(x, DTYPE)


def sweep(program, names):
    # the gradient of what is no leaf is that of a 0 that is added to it
    def swept(leaves, seed):
        shapes = jax.eval_shape(lambda leaves: program(leaves, lambda _, x: x), leaves)
        zeros = {name: jnp.zeros(shapes[name].shape, DTYPE) for name in names if name not in leaves}

        def forward(leaves, zeros):
            values = program(leaves, lambda name, x: x + zeros[name] if name in zeros else x)
            return {name: values[name] for name in seed}, values

        _, vjp, values = jax.vjp(forward, leaves, zeros, has_aux=True)
        of_leaves, of_zeros = vjp(seed)
        return values, {name: {**of_leaves, **of_zeros}[name] for name in names}

    return swept


repeated = jax.jit


walk.serve(sys.modules[__name__], "JAX", jax.__version__, DTYPE)
