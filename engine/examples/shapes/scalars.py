"""Scalars in the shape of micrograd that are right: each remembers what it was made of, and how much of its derivative goes there."""
import math


class Value:
    def __init__(self, data, children=(), passes_back=lambda: None):
        self.data = float(data)
        self.grad = 0.0
        self._children = children
        self._passes_back = passes_back

    @staticmethod
    def lifted(other):
        return other if isinstance(other, Value) else Value(other)

    def __add__(self, other):
        other = Value.lifted(other)
        out = Value(self.data + other.data, (self, other))

        def passes_back():
            self.grad += out.grad
            other.grad += out.grad

        out._passes_back = passes_back
        return out

    def __mul__(self, other):
        other = Value.lifted(other)
        out = Value(self.data * other.data, (self, other))

        def passes_back():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad

        out._passes_back = passes_back
        return out

    def __pow__(self, exponent):
        assert isinstance(exponent, (int, float)), "only numbers as exponents"
        out = Value(self.data**exponent, (self,))

        def passes_back():
            self.grad += exponent * self.data ** (exponent - 1) * out.grad

        out._passes_back = passes_back
        return out

    def _applied(self, value, slope):
        out = Value(value, (self,))

        def passes_back():
            self.grad += slope * out.grad

        out._passes_back = passes_back
        return out

    def relu(self):
        return self._applied(max(self.data, 0.0), float(self.data > 0))

    def exp(self):
        value = math.exp(self.data)
        return self._applied(value, value)

    def log(self):
        return self._applied(math.log(self.data), 1 / self.data)

    def tanh(self):
        value = math.tanh(self.data)
        return self._applied(value, 1 - value * value)

    def __neg__(self):
        return self * -1

    def __sub__(self, other):
        return self + -Value.lifted(other)

    def __truediv__(self, other):
        return self * Value.lifted(other) ** -1

    __radd__ = __add__
    __rmul__ = __mul__

    def backward(self):
        order, seen, waiting = [], set(), [(self, False)]
        while waiting:
            value, is_done = waiting.pop()
            if is_done:
                order.append(value)
            elif id(value) not in seen:
                seen.add(id(value))
                waiting.append((value, True))
                waiting.extend((child, False) for child in value._children)
        self.grad = 1.0
        for value in reversed(order):
            value._passes_back()
