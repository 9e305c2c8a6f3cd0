// The backproof SDK for Go: this one file and the standard library. Copy it beside your engine.
//
//	func answer(q *Question) (Answer, error) {
//		p, t := q.P, q.Target // tensors: a shape, and float64s in row-major order
//		// …
//		return Answer{Values: Tensors{"L": Scalar(loss)}, Gradients: Tensors{"p": slope}}, nil // ∂L/∂p has the shape of p
//	}
//
//	func main() {
//		Serve(Engine{Name: "mine", Answers: []string{"loss"}, Losses: []string{"mse"}, Answer: answer})
//	}
//
// Then `backproof run "cmd:./engine"` asks it. A question has a Kind (network, loss, training, graph, expression) and what belongs to it;
// Want.Gradients names what must be answered, and more than that does no harm. Unsupported("activation:gelu") as the error is never held
// against an engine, a panic is. What is printed goes to stderr, because stdout belongs to the protocol.
// The whole of it: https://github.com/backproof/backproof/blob/main/spec/protocol.md
package main

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"os"
	"runtime/debug"
	"slices"
	"strconv"
)

// Tensors with more entries than this travel as base64.
const base64Above = 4096

// Tensor holds numbers in row-major order. A scalar has the shape [].
type Tensor struct {
	Shape []int
	Data  []float64
}
type Tensors map[string]Tensor

func Scalar(x float64) Tensor { return Tensor{[]int{}, []float64{x}} }

func Zeros(shape ...int) Tensor { return Tensor{shape, make([]float64, size(shape))} }

// Rows of a matrix, for reading and for writing: w.Rows()[i][j].
func (t Tensor) Rows() [][]float64 {
	rows := make([][]float64, t.Shape[0])
	for i := range rows {
		rows[i] = t.Data[i*t.Shape[1] : (i+1)*t.Shape[1]]
	}
	return rows
}

// Question is what is asked. Fields that do not belong to its Kind are zero.
type Question struct {
	Kind string // network, loss, training, graph, expression, or problem: a function of the engine's own

	Layers    []Layer // network, training: z = W a + b, a = σ(z)
	X, Target Tensor  // samples are columns
	Loss      Loss    // network, training, loss
	Report    *Loss   // training: the loss that is shown as R@k, if it is another
	P         Tensor  // loss: the prediction, or the logits

	LearningRate float64 // training: W ← W − η ∂L/∂W, so many times
	Steps        int

	Inputs Tensors // graph: nodes in order, and the cotangents of its outputs
	Nodes  []Node
	Seed   Tensors

	Expression string   // expression: y = v^3 …
	Where      []string // … with the formulas u = x^2, v = 2*u + 1
	At         Tensors  // expression, problem: every variable or parameter
	Name       string   // problem: which

	Want Wanted // must be answered
	Also Wanted // helps to find where a wrong number starts
}
type Layer struct {
	W, B       Tensor
	Activation string
	Alpha      *float64 // leaky_relu: the slope below 0 (if nil, 0.01); elu: the scale (if nil, 1)
}
type Loss struct {
	Name      string
	Reduction string   // mean over all entries, batchmean over the samples, or sum
	Clip      *float64 // probabilities are held within [clip, 1 − clip]
	L2        float64  // adds l2/2 · Σ W²
}
type Node struct {
	Out, Op    string
	In         []string
	Attributes map[string]any
}

// Wanted names nodes.
type Wanted struct{ Values, Gradients []string }

// Answer is what the engine knows: values by name, ∂L/∂name in the shape of what is named, and why a name cannot be shown.
type Answer struct {
	Values, Gradients Tensors
	Unavailable       map[string]string
}

// Failure says why there is no answer. Any other error, and a panic, is a bug of the engine.
type Failure struct {
	Kind    string `json:"kind"`
	What    string `json:"what,omitempty"`
	Message string `json:"message,omitempty"`
}

func (f *Failure) Error() string { return f.Kind + ": " + f.What + f.Message }

// Unsupported: the engine is not built for that, as in Unsupported("activation:gelu").
func Unsupported(what string) error { return &Failure{Kind: "unsupported", What: what} }

// Rejected: the question makes no sense, as in Rejected("W2 does not fit W1").
func Rejected(message string) error { return &Failure{Kind: "rejected", Message: message} }

// Numeric: the engine knows that no number came out.
func Numeric(message string) error { return &Failure{Kind: "numeric", Message: message} }

// Engine says what it is and what it takes. What is nil is left open and asked; what a list lacks never reaches the engine.
type Engine struct {
	Name, Version string
	Answers       []string // kinds of question
	Activations   []string
	Losses        []string
	Ops           []string
	Profiles      []string // conformance profiles that it claims: what one requires it must then answer; nil: none
	DType         string   // the precision that it is held to, if not float64: float32, tf32, float16, bfloat16
	Weights       string   // in_out, if they are not kept as [out, in]
	Samples       string   // rows, if they are not columns

	Answer    func(*Question) (Answer, error)
	Evaluates bool               // may be asked for values alone, at many points: its gradient is then held against its own loss, too
	Problems  map[string]Tensors // functions of its own, scalars L of named parameters: where each is judged
	Reset     func()             // forgets everything
}

var replies, messages = takeWire()

// takeWire keeps stdout and stdin for the protocol, before any init of the author's: a print goes to stderr, and stdin is empty.
func takeWire() (out, in *os.File) {
	out, in = os.Stdout, os.Stdin
	os.Stdout = os.Stderr
	os.Stdin, _ = os.Open(os.DevNull)
	return out, in
}

type object = map[string]any

type message struct {
	ID         *int
	Op         string
	X          Tensor
	Question   Question
	Want, Also Wanted
	Points     []Tensors
}

// Serve answers until there are no more questions.
func Serve(engine Engine) {
	if about, err := messages.Stat(); err == nil && about.Mode()&os.ModeCharDevice != 0 {
		fmt.Fprintf(os.Stderr, "This is an engine, and waits for questions: backproof run \"cmd:%s\"\n", os.Args[0])
	}
	for lines := bufio.NewReaderSize(messages, 1<<16); ; {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			return
		}
		var m message
		err = json.Unmarshal(bytes.TrimPrefix(line, []byte("\uFEFF")), &m)
		if m.ID == nil {
			fmt.Fprintf(os.Stderr, "no message: %s", line)
			continue
		}
		var reply object
		if err != nil {
			err = Rejected(err.Error())
		} else {
			reply, err = engine.reply(&m)
		}
		if err != nil {
			failure := &Failure{Kind: "internal", Message: err.Error()}
			errors.As(err, &failure)
			reply = object{"error": failure}
		}
		reply["id"], reply["ok"] = m.ID, err == nil
		text, _ := json.Marshal(reply) // it holds nothing that cannot be written
		if _, err = replies.Write(append(text, '\n')); err != nil || m.Op == "bye" {
			return
		}
	}
}

func (e *Engine) reply(m *message) (reply object, err error) {
	defer func() {
		if problem := recover(); problem != nil {
			fmt.Fprintf(os.Stderr, "panic: %v\n%s", problem, debug.Stack())
			err = fmt.Errorf("panic: %v", problem)
		}
	}()
	switch m.Op {
	case "hello":
		return e.hello(), nil
	case "echo":
		return object{"x": m.X.wire()}, nil
	case "ask":
		answer, err := e.ask(m, nil)
		reply := object{"values": wires(answer.Values), "gradients": wires(answer.Gradients)}
		if answer.Unavailable != nil {
			reply["unavailable"] = answer.Unavailable
		}
		return reply, err
	case "evaluate":
		m.Want.Gradients = nil
		values := make([]object, len(m.Points))
		for i, point := range m.Points {
			answer, err := e.ask(m, point)
			if err != nil {
				return nil, err
			}
			values[i] = wires(answer.Values)
		}
		return object{"values": values}, nil
	case "problems":
		problems := []object{}
		for name, start := range e.Problems {
			shapes := object{}
			for parameter, x := range start {
				shapes[parameter] = x.Shape
			}
			problems = append(problems, object{"name": name, "parameters": shapes, "start": wires(start)})
		}
		return object{"problems": problems}, nil
	case "reset":
		if e.Reset != nil {
			e.Reset()
		}
		return object{}, nil
	case "bye":
		return object{}, nil
	}
	return nil, Unsupported("op:" + m.Op)
}

func (e *Engine) hello() object {
	answers := e.Answers
	if e.Problems != nil {
		answers = append(slices.Clone(answers), "problem")
	}
	return declared(object{
		"protocol": 1, "encodings": []string{"json", "base64"}, "answers": answers, "dtype": e.DType, "evaluates": e.Evaluates,
		"engine":   declared(object{"name": cmp.Or(e.Name, "an engine in Go"), "version": e.Version, "language": "go"}),
		"supports": declared(object{"activations": e.Activations, "losses": e.Losses, "ops": e.Ops}),
		"profiles": e.Profiles,
		"layout":   declared(object{"weights": e.Weights, "samples": e.Samples}),
	})
}

// declared leaves out what the author left open.
func declared(fields object) object {
	maps.DeleteFunc(fields, func(_ string, field any) bool {
		list, is := field.([]string)
		return field == "" || is && list == nil
	})
	return fields
}

// ask hands the question to the engine if it takes such; a point replaces some of its inputs.
func (e *Engine) ask(m *message, point Tensors) (Answer, error) {
	q := m.Question // a copy, so that no point is seen by the next
	q.Want, q.Also = m.Want, m.Also
	if err := e.check(&q); err != nil {
		return Answer{}, err
	}
	switch q.Kind {
	case "problem":
		q.At = joined(e.Problems[q.Name], q.At, point)
	case "expression":
		q.At = joined(q.At, point)
	case "graph":
		q.Inputs = joined(q.Inputs, point)
	default:
		q.Layers = slices.Clone(q.Layers)
		inputs := map[string]*Tensor{"x": &q.X, "p": &q.P, "t": &q.Target}
		for i := range q.Layers {
			inputs[fmt.Sprint("W", i+1)], inputs[fmt.Sprint("b", i+1)] = &q.Layers[i].W, &q.Layers[i].B
		}
		for name, x := range point {
			*inputs[name] = x
		}
	}
	return e.Answer(&q)
}

func joined(all ...Tensors) Tensors {
	joined := Tensors{}
	for _, some := range all {
		maps.Copy(joined, some)
	}
	return joined
}

func (e *Engine) check(q *Question) (refusal error) {
	takes := func(word string, known []string, name string) {
		if known != nil && !slices.Contains(known, name) {
			refusal = Unsupported(word + ":" + name)
		}
	}
	if q.Kind != "problem" {
		takes("question", e.Answers, q.Kind)
	} else if e.Problems[q.Name] == nil {
		refusal = Unsupported("problem:" + q.Name)
	}
	for _, loss := range []*Loss{&q.Loss, q.Report} {
		if loss != nil && loss.Name != "" {
			takes("loss", e.Losses, loss.Name)
		}
	}
	for _, layer := range q.Layers {
		takes("activation", e.Activations, layer.Activation)
	}
	for _, node := range q.Nodes {
		takes("op", e.Ops, node.Op)
	}
	return refusal
}

// packed is a large tensor as it travels: the bytes are little-endian, and base64 to encoding/json.
type packed struct {
	DType  string `json:"dtype"`
	Shape  []int  `json:"shape"`
	Base64 []byte `json:"base64"`
}

// UnmarshalJSON reads a number, nested lists, or base64.
func (t *Tensor) UnmarshalJSON(text []byte) error {
	if text[0] == '{' {
		return t.unpack(text)
	}
	var x any
	if err := json.Unmarshal(text, &x); err != nil {
		return err
	}
	*t = Tensor{Shape: []int{}}
	for list, is := x.([]any); is; list, is = list[0].([]any) {
		if t.Shape = append(t.Shape, len(list)); len(list) == 0 {
			break
		}
	}
	return t.flatten(x)
}

func (t *Tensor) flatten(x any) (err error) {
	switch x := x.(type) {
	case float64:
		t.Data = append(t.Data, x)
	case string: // what JSON cannot write: NaN, Infinity, -Infinity, -0
		var special float64
		special, err = strconv.ParseFloat(x, 64)
		t.Data = append(t.Data, special)
	case []any:
		for i := 0; i < len(x) && err == nil; i++ {
			err = t.flatten(x[i])
		}
	}
	return err
}

func (t *Tensor) unpack(text []byte) (err error) {
	// The base64 is taken out first: encoding/json would walk over it twice more, byte by byte.
	head, rest, _ := bytes.Cut(text, []byte(`"base64":"`))
	inner, rest, isOut := bytes.Cut(rest, []byte(`"`))
	if isOut {
		text = slices.Concat(head, []byte(`"base64":""`), rest)
	}
	var p packed
	if err = json.Unmarshal(text, &p); err == nil && isOut {
		p.Base64, err = base64.StdEncoding.AppendDecode(nil, inner)
	}
	if *t = Zeros(p.Shape...); err == nil && (p.DType != "float64" || len(p.Base64) != 8*len(t.Data)) {
		err = fmt.Errorf("%d bytes are no tensor of %s and shape %v", len(p.Base64), p.DType, p.Shape)
	}
	if err == nil {
		_, err = binary.Decode(p.Base64, binary.LittleEndian, t.Data)
	}
	return err
}

// wire is the tensor as it travels.
func (t Tensor) wire() any {
	if len(t.Data) != size(t.Shape) {
		panic(fmt.Sprintf("%d numbers in a tensor of shape %v", len(t.Data), t.Shape))
	}
	if len(t.Data) <= base64Above {
		return nested(t.Shape, t.Data)
	}
	bytes, _ := binary.Append(nil, binary.LittleEndian, t.Data) // of float64s, always
	return packed{"float64", t.Shape, bytes}
}

func nested(shape []int, data []float64) any {
	if len(shape) > 0 {
		list, step := make([]any, shape[0]), size(shape[1:])
		for i := range list {
			list[i] = nested(shape[1:], data[i*step:])
		}
		return list
	}
	switch x := data[0]; {
	case x == 0 && math.Signbit(x):
		return "-0"
	case math.IsNaN(x):
		return "NaN"
	case math.IsInf(x, 1):
		return "Infinity"
	case math.IsInf(x, -1):
		return "-Infinity"
	default:
		return x
	}
}

func wires(tensors Tensors) object {
	wires := object{}
	for name, x := range tensors {
		wires[name] = x.wire()
	}
	return wires
}

func size(shape []int) int {
	size := 1
	for _, n := range shape {
		size *= n
	}
	return size
}
