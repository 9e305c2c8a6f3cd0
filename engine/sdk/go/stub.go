// Your engine: it answers what a loss is, and its derivative. Yours to grow: backproof.go says what else can be asked.
package main

func main() {
	Serve(Engine{Name: "my engine", Answers: []string{"loss"}, Losses: []string{"mse"}, Answer: answer})
}

func answer(q *Question) (Answer, error) {
	samples := q.P.Shape[len(q.P.Shape)-1]
	divisor := map[string]int{"sum": 1, "batchmean": samples, "mean": len(q.P.Data)}[q.Loss.Reduction]
	loss, slope := 0.0, Zeros(q.P.Shape...)
	for i, p := range q.P.Data {
		loss += (p - q.Target.Data[i]) * (p - q.Target.Data[i]) / float64(divisor)
		slope.Data[i] = 2 * (p - q.Target.Data[i]) / float64(divisor)
	}
	return Answer{Values: Tensors{"L": Scalar(loss)}, Gradients: Tensors{"p": slope}}, nil
}
