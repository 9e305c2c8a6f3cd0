//go:build ignore

// A multi-layer perceptron with a backward pass written by hand. Samples are columns; W is [out, in].
// Build it with `go build backproof.go example.go`.
package main

import (
	"fmt"
	"math"
)

func main() {
	Serve(Engine{
		Name:        "example in Go",
		Answers:     []string{"network"},
		Activations: []string{"identity", "relu", "leaky_relu", "elu", "sigmoid", "tanh", "softplus", "softmax"},
		Losses:      []string{"mse", "half_squared_error", "bce", "bce_with_logits", "cross_entropy", "softmax_cross_entropy"},
		Profiles:    []string{"network", "loss"},
		Evaluates:   true,
		Answer:      answer,
	})
}

// Forward: z = W a + b, a = σ(z).
// Backward: ∂L/∂z from ∂L/∂a, ∂L/∂W = ∂L/∂z aᵀ, ∂L/∂b = Σ ∂L/∂z over the samples, and Wᵀ ∂L/∂z for the layer below.
func answer(q *Question) (Answer, error) {
	values, gradients := Tensors{}, Tensors{}
	a, penalty := q.X, 0.0
	inputs := []Tensor{}
	for k, layer := range q.Layers {
		inputs = append(inputs, a)
		z := affine(layer, a)
		a = activate(layer, z)
		values[name("z", k)], values[name("a", k)] = z, a
		for _, w := range layer.W.Data {
			penalty += q.Loss.L2 / 2 * w * w
		}
	}
	loss, cotangent := measure(q.Loss, a, q.Target)
	values["L"] = Scalar(loss + penalty)
	if len(q.Want.Gradients) == 0 {
		return Answer{Values: values}, nil
	}
	for k := len(q.Layers) - 1; k >= 0; k-- {
		layer := q.Layers[k]
		gradients[name("a", k)] = cotangent
		slope := pullBack(layer, values[name("z", k)], values[name("a", k)], cotangent)
		gradients[name("z", k)] = slope
		gradients[name("b", k)] = sumOfRows(slope)
		weights := times(slope, flipped(inputs[k]))
		for i, w := range layer.W.Data {
			weights.Data[i] += q.Loss.L2 * w
		}
		gradients[name("W", k)] = weights
		cotangent = times(flipped(layer.W), slope)
	}
	gradients["x"] = cotangent
	return Answer{Values: values, Gradients: gradients}, nil
}

// Layers are counted from 1.
func name(letter string, k int) string { return fmt.Sprint(letter, k+1) }

func times(a, b Tensor) Tensor {
	product := Zeros(a.Shape[0], b.Shape[1])
	to, by := product.Rows(), b.Rows()
	for i, row := range a.Rows() {
		for k, x := range row {
			for j, y := range by[k] {
				to[i][j] += x * y
			}
		}
	}
	return product
}

func flipped(a Tensor) Tensor {
	flipped := Zeros(a.Shape[1], a.Shape[0])
	to := flipped.Rows()
	for i, row := range a.Rows() {
		for j, x := range row {
			to[j][i] = x
		}
	}
	return flipped
}

// Over the samples.
func sumOfRows(a Tensor) Tensor {
	sums := Zeros(a.Shape[0])
	for i, row := range a.Rows() {
		for _, x := range row {
			sums.Data[i] += x
		}
	}
	return sums
}

func affine(layer Layer, a Tensor) Tensor {
	z := times(layer.W, a)
	for i, row := range z.Rows() {
		for j := range row {
			row[j] += layer.B.Data[i]
		}
	}
	return z
}

// each computes entry by entry, from two tensors of one shape.
func each(a, b Tensor, f func(x, y float64) float64) Tensor {
	result := Zeros(a.Shape...)
	for i, x := range a.Data {
		result.Data[i] = f(x, b.Data[i])
	}
	return result
}

func sigmoid(z float64) float64 {
	if z < 0 {
		return math.Exp(z) / (1 + math.Exp(z))
	}
	return 1 / (1 + math.Exp(-z))
}

func softplus(z float64) float64 { return math.Max(z, 0) + math.Log1p(math.Exp(-math.Abs(z))) }

// logSoftmax is z − log Σ e^z over the classes of each sample, with the largest z taken off against overflow.
func logSoftmax(z Tensor) Tensor {
	samples := flipped(z)
	for _, sample := range samples.Rows() {
		most, sum := math.Inf(-1), 0.0
		for _, x := range sample {
			most = math.Max(most, x)
		}
		for _, x := range sample {
			sum += math.Exp(x - most)
		}
		for i := range sample {
			sample[i] -= most + math.Log(sum)
		}
	}
	return flipped(samples)
}

func or(alpha *float64, usual float64) float64 {
	if alpha != nil {
		return *alpha
	}
	return usual
}

func activate(layer Layer, z Tensor) Tensor {
	leak, scale := or(layer.Alpha, 0.01), or(layer.Alpha, 1)
	if layer.Activation == "softmax" {
		z = logSoftmax(z)
	}
	return each(z, z, func(z, _ float64) float64 {
		switch layer.Activation {
		case "relu":
			return math.Max(z, 0)
		case "leaky_relu":
			if z > 0 {
				return z
			}
			return leak * z
		case "elu":
			if z > 0 {
				return z
			}
			return scale * math.Expm1(z)
		case "sigmoid":
			return sigmoid(z)
		case "tanh":
			return math.Tanh(z)
		case "softplus":
			return softplus(z)
		case "softmax":
			return math.Exp(z)
		default:
			return z
		}
	})
}

// pullBack gives ∂L/∂z from ∂L/∂a, the cotangent g.
func pullBack(layer Layer, z, a, g Tensor) Tensor {
	leak, scale := or(layer.Alpha, 0.01), or(layer.Alpha, 1)
	if layer.Activation == "softmax" {
		// s (g − Σ g s), summed over the classes of each sample
		weighted := sumOfRows(flipped(each(a, g, func(s, g float64) float64 { return s * g })))
		centred := Zeros(g.Shape...)
		for i, g := range g.Data {
			centred.Data[i] = g - weighted.Data[i%len(weighted.Data)]
		}
		return each(a, centred, func(s, g float64) float64 { return s * g })
	}
	slope := each(z, a, func(z, a float64) float64 {
		switch {
		case layer.Activation == "sigmoid":
			return a * (1 - a)
		case layer.Activation == "tanh":
			return 1 - a*a
		case layer.Activation == "softplus":
			return sigmoid(z)
		case z > 0 || layer.Activation == "identity":
			return 1
		case layer.Activation == "leaky_relu":
			return leak
		case layer.Activation == "elu":
			return scale * math.Exp(z)
		default: // relu
			return 0
		}
	})
	return each(g, slope, func(g, slope float64) float64 { return g * slope })
}

// measure gives L, and ∂L/∂p: what the terms of all entries and their slopes add up to, over one divisor.
func measure(loss Loss, p, t Tensor) (L float64, slope Tensor) {
	divisor := map[string]int{"sum": 1, "batchmean": t.Shape[1], "mean": len(t.Data)}[loss.Reduction]
	low, high := math.Inf(-1), math.Inf(1)
	if loss.Clip != nil {
		low, high = *loss.Clip, 1-*loss.Clip
	}
	logs, totals := p, t
	if loss.Name == "softmax_cross_entropy" {
		logs, totals = logSoftmax(p), sumOfRows(flipped(t)) // the targets of a sample add up to 1, as a rule
	}
	slope = Zeros(p.Shape...)
	for i, p := range p.Data {
		t, held := t.Data[i], min(max(p, low), high)
		var term float64
		switch loss.Name {
		case "mse":
			term, slope.Data[i] = (p-t)*(p-t), 2*(p-t)
		case "half_squared_error":
			term, slope.Data[i] = (p-t)*(p-t)/2, p-t
		case "bce":
			term, slope.Data[i] = -part(t, math.Log(held))-part(1-t, math.Log(1-held)), part(1-t, 1/(1-held))-part(t, 1/held)
		case "cross_entropy":
			term, slope.Data[i] = -part(t, math.Log(held)), -part(t, 1/held)
		case "bce_with_logits":
			term, slope.Data[i] = softplus(p)-t*p, sigmoid(p)-t
		case "softmax_cross_entropy":
			term, slope.Data[i] = -part(t, logs.Data[i]), math.Exp(logs.Data[i])*totals.Data[i%len(totals.Data)]-t
		}
		L += term / float64(divisor)
		slope.Data[i] /= float64(divisor)
		if p < low || p > high {
			slope.Data[i] = 0 // where p is clipped, L is flat
		}
	}
	return L, slope
}

// part is t·x, and 0 where t is: a class that is not the target adds nothing, even if x is infinite.
func part(t, x float64) float64 {
	if t == 0 {
		return 0
	}
	return t * x
}
