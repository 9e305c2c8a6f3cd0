//! The backproof SDK for Rust: this one file, with serde, serde_json and base64. Copy it beside your engine.
//!
//! ```ignore
//! mod backproof;
//! use backproof::{About, Answer, Failure, Question};
//!
//! fn answer(question: &Question) -> Result<Answer, Failure> {
//!     let (p, t) = (&question.p, &question.target); // tensors: a shape, and f64s in row-major order
//!     // …
//!     Ok(Answer::default().value("L", loss).gradient("p", slope)) // ∂L/∂p, in the shape of p
//! }
//!
//! fn main() {
//!     backproof::serve(About { name: "mine", answers: &["loss"], losses: &["mse"], ..About::default() }, answer)
//! }
//! ```
//!
//! `backproof run "cmd:target/release/engine"` asks it. A question has a `kind` (network, loss, training, graph, expression) and what
//! belongs to it; `want.gradients` names what must be answered, and more than that does no harm. `Err(unsupported("activation:gelu"))` is
//! never held against an engine, a panic is. What is printed goes to stderr: stdout belongs to the protocol, and `serve` comes first in
//! `main`. The whole of it: <https://github.com/backproof/backproof/blob/main/spec/protocol.md>
#![allow(dead_code)] // an engine uses what it needs

use base64::{prelude::BASE64_STANDARD, Engine as _};
use serde::{Deserialize, Serialize};
use serde_json::{json, Map, Value};
use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader, IsTerminal, Write};
use std::panic::{catch_unwind, AssertUnwindSafe};

/// Tensors with more entries than this travel as base64.
const BASE64_ABOVE: usize = 4096;

/// Numbers in row-major order. A scalar has the shape `[]`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(try_from = "Value", into = "Value")]
pub struct Tensor {
    pub shape: Vec<usize>,
    pub data: Vec<f64>,
}
pub type Tensors = BTreeMap<String, Tensor>;

impl Tensor {
    pub fn zeros(shape: &[usize]) -> Self {
        Tensor { shape: shape.to_vec(), data: vec![0.0; shape.iter().product()] }
    }
    pub fn map(&self, f: impl Fn(f64) -> f64) -> Self {
        Tensor { shape: self.shape.clone(), data: self.data.iter().map(|&x| f(x)).collect() }
    }
    /// Entry by entry. Panics unless the shapes are equal.
    pub fn zip(&self, other: &Tensor, f: impl Fn(f64, f64) -> f64) -> Self {
        assert_eq!(self.shape, other.shape);
        let data = self.data.iter().zip(&other.data).map(|(&x, &y)| f(x, y)).collect();
        Tensor { shape: self.shape.clone(), data }
    }
    pub fn sum(&self) -> f64 {
        self.data.iter().sum()
    }
}
impl From<f64> for Tensor {
    fn from(scalar: f64) -> Self {
        Tensor { shape: vec![], data: vec![scalar] }
    }
}
/// `w[[i, j]]`: row i, column j of a matrix.
impl std::ops::Index<[usize; 2]> for Tensor {
    type Output = f64;
    fn index(&self, [row, column]: [usize; 2]) -> &f64 {
        &self.data[row * self.shape[1] + column]
    }
}
impl std::ops::IndexMut<[usize; 2]> for Tensor {
    fn index_mut(&mut self, [row, column]: [usize; 2]) -> &mut f64 {
        &mut self.data[row * self.shape[1] + column]
    }
}

/// What is asked. Fields that do not belong to the `kind` are empty.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Question {
    /// `network`, `loss`, `training`, `graph`, `expression`, or `problem`: a function of the engine's own.
    pub kind: String,
    /// network, training: z = W a + b, a = σ(z); samples are columns of `x` and `target`.
    pub layers: Vec<Layer>,
    pub x: Tensor,
    pub target: Tensor,
    /// network, training, loss; `report` is the loss that training shows as `R@k`, if it is another.
    pub loss: Loss,
    pub report: Option<Loss>,
    /// loss: the prediction, or the logits.
    pub p: Tensor,
    /// training: W ← W − η ∂L/∂W, so many times.
    pub learning_rate: f64,
    pub steps: usize,
    /// graph: nodes in order, and the cotangents of its outputs.
    pub inputs: Tensors,
    pub nodes: Vec<Node>,
    pub seed: Tensors,
    /// expression: `y = v^3` with the formulas `where`, at the point `at`.
    pub expression: String,
    #[serde(rename = "where")]
    pub formulas: Vec<String>,
    /// expression, problem: every variable or parameter.
    pub at: Tensors,
    /// problem: which.
    pub name: String,
    /// What must be answered, and what helps to find where a wrong number starts.
    pub want: Wanted,
    pub also: Wanted,
}
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Layer {
    #[serde(rename = "W")]
    pub w: Tensor,
    pub b: Tensor,
    pub activation: String,
    /// leaky_relu: the slope below 0 (if absent, 0.01); elu: the scale (if absent, 1).
    pub alpha: Option<f64>,
}
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Loss {
    pub name: String,
    /// `mean` over all entries, `batchmean` over the samples, or `sum`.
    pub reduction: String,
    /// Probabilities are held within [clip, 1 − clip].
    pub clip: Option<f64>,
    /// Adds l2/2 · Σ W².
    pub l2: f64,
}
#[derive(Clone, Debug, Deserialize)]
pub struct Node {
    pub out: String,
    pub op: String,
    #[serde(rename = "in")]
    pub operands: Vec<String>,
    #[serde(default)]
    pub attributes: Map<String, Value>,
}
/// Names of nodes.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Wanted {
    pub values: Vec<String>,
    pub gradients: Vec<String>,
}

/// What the engine knows: values by name, ∂L/∂name in the shape of what is named, and why a name cannot be shown, if it cannot.
#[derive(Debug, Default, Serialize)]
pub struct Answer {
    pub values: Tensors,
    pub gradients: Tensors,
    pub unavailable: BTreeMap<String, String>,
}
impl Answer {
    pub fn value(mut self, name: impl Into<String>, value: impl Into<Tensor>) -> Self {
        self.values.insert(name.into(), value.into());
        self
    }
    pub fn gradient(mut self, name: impl Into<String>, gradient: impl Into<Tensor>) -> Self {
        self.gradients.insert(name.into(), gradient.into());
        self
    }
}

/// Why there is no answer. Any other error becomes one by `?`: a bug of the engine (`internal`).
#[derive(Debug, Serialize)]
pub struct Failure {
    kind: &'static str,
    #[serde(skip_serializing_if = "String::is_empty")]
    what: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    message: String,
}
/// The engine is not built for that: `unsupported("activation:gelu")`.
pub fn unsupported(what: impl Into<String>) -> Failure {
    Failure { kind: "unsupported", what: what.into(), message: String::new() }
}
/// The question makes no sense: `rejected("W2 does not fit W1")`.
pub fn rejected(message: impl Into<String>) -> Failure {
    Failure { kind: "rejected", what: String::new(), message: message.into() }
}
/// The engine knows that no number came out: `numeric("not converged")`.
pub fn numeric(message: impl Into<String>) -> Failure {
    Failure { kind: "numeric", ..rejected(message) }
}
impl<E: std::error::Error> From<E> for Failure {
    fn from(error: E) -> Self {
        Failure { kind: "internal", ..rejected(error.to_string()) }
    }
}

/// What the engine is and what it takes. What an empty list leaves open is asked; what a list lacks never reaches the engine.
#[derive(Clone, Debug, Default)]
pub struct About {
    pub name: &'static str,
    pub version: &'static str,
    /// Kinds of question.
    pub answers: &'static [&'static str],
    pub activations: &'static [&'static str],
    pub losses: &'static [&'static str],
    pub ops: &'static [&'static str],
    /// The conformance profiles that it claims: what one requires it must then answer. Empty: none.
    pub profiles: &'static [&'static str],
    /// The precision that it is held to, if not float64: `float32`, `tf32`, `float16`, `bfloat16`.
    pub dtype: &'static str,
    /// `in_out`, if weights are not kept as \[out, in\]; `rows`, if samples are not columns.
    pub weights: &'static str,
    pub samples: &'static str,
    /// May be asked for values alone, at many points: its gradient is then held against its own loss, too.
    pub evaluates: bool,
}

/// An engine: a function from question to answer, or a type that has more to offer.
pub trait Engine {
    fn answer(&mut self, question: &Question) -> Result<Answer, Failure>;

    /// Functions of its own, scalars `L` of named parameters: where each is judged.
    fn problems(&self) -> BTreeMap<String, Tensors> {
        BTreeMap::new()
    }
    /// Forgets everything.
    fn reset(&mut self) {}
}
impl<F: FnMut(&Question) -> Result<Answer, Failure>> Engine for F {
    fn answer(&mut self, question: &Question) -> Result<Answer, Failure> {
        self(question)
    }
}

/// Answers until there are no more questions.
pub fn serve(about: About, mut engine: impl Engine) {
    if io::stdin().is_terminal() {
        let command = std::env::args().next().unwrap_or_default();
        eprintln!("This is an engine, and waits for questions: backproof run \"cmd:{command}\"");
    }
    let (input, mut output) = take_wire().expect("stdin and stdout are open");
    for line in BufReader::with_capacity(1 << 16, input).split(b'\n') {
        let line = line.expect("stdin can be read");
        let message =
            serde_json::from_slice(line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&line)).unwrap_or(Value::Null);
        if !message["id"].is_number() {
            eprintln!("no message: {}", String::from_utf8_lossy(&line));
            continue;
        }
        let mut reply = match catch_unwind(AssertUnwindSafe(|| reply_to(&message, &about, &mut engine))) {
            Ok(Ok(reply)) => reply,
            Ok(Err(failure)) => json!({ "error": failure }),
            Err(panic) => json!({ "error": Failure { kind: "internal", ..rejected(panic_text(&*panic)) } }),
        };
        reply["ok"] = reply.get("error").is_none().into();
        reply["id"] = message["id"].clone();
        let mut line = serde_json::to_vec(&reply).expect("a reply can be written");
        line.push(b'\n');
        if output.write_all(&line).and_then(|()| output.flush()).is_err() || message["op"] == "bye" {
            break;
        }
    }
}

fn reply_to(message: &Value, about: &About, engine: &mut impl Engine) -> Result<Value, Failure> {
    Ok(match message["op"].as_str().unwrap_or_default() {
        "hello" => hello(about, engine),
        "echo" => json!({ "x": Tensor::deserialize(&message["x"])? }),
        "ask" => serde_json::to_value(engine.answer(&read(message, &message["question"], about, engine)?)?)?,
        "evaluate" => {
            let mut values = vec![];
            for point in message["points"].as_array().into_iter().flatten() {
                let mut question = read(message, &moved(&message["question"], point), about, engine)?;
                question.want.gradients.clear();
                values.push(engine.answer(&question)?.values);
            }
            json!({ "values": values })
        }
        "problems" => {
            let problems = engine.problems().into_iter().map(|(name, start)| {
                let parameters: BTreeMap<_, _> = start.iter().map(|(name, x)| (name, &x.shape)).collect();
                json!({ "name": name, "parameters": parameters, "start": start })
            });
            json!({ "problems": problems.collect::<Vec<_>>() })
        }
        "reset" => {
            engine.reset();
            json!({})
        }
        "bye" => json!({}),
        other => return Err(unsupported(format!("op:{other}"))),
    })
}

fn hello(about: &About, engine: &impl Engine) -> Value {
    let name = if about.name.is_empty() { "an engine in Rust" } else { about.name };
    let mut answers = about.answers.to_vec();
    if !engine.problems().is_empty() {
        answers.push("problem");
    }
    let mut reply = json!({
        "protocol": 1, "encodings": ["json", "base64"], "evaluates": about.evaluates, "dtype": about.dtype,
        "engine": { "name": name, "version": about.version, "language": "rust" }, "answers": answers,
        "supports": { "activations": about.activations, "losses": about.losses, "ops": about.ops },
        "profiles": about.profiles,
        "layout": { "weights": about.weights, "samples": about.samples },
    });
    strip(&mut reply);
    reply
}

/// Leaves out what is empty: it was not declared.
fn strip(value: &mut Value) {
    if let Value::Object(fields) = value {
        fields.values_mut().for_each(strip);
        fields.retain(|_, field| *field != json!("") && *field != json!([]));
    }
}

/// The question, if the engine said that it takes such.
fn read(message: &Value, question: &Value, about: &About, engine: &impl Engine) -> Result<Question, Failure> {
    let mut question = Question::deserialize(question).map_err(|error| rejected(error.to_string()))?;
    question.want = Option::deserialize(&message["want"])?.unwrap_or_default();
    question.also = Option::deserialize(&message["also"])?.unwrap_or_default();
    if question.kind == "problem" {
        let start = engine.problems().remove(&question.name);
        let mut at = start.ok_or_else(|| unsupported(format!("problem:{}", question.name)))?;
        at.append(&mut question.at);
        return Ok(Question { at, ..question });
    }
    let takes = |word: &str, known: &[&str], name: &str| match known.is_empty() || known.contains(&name) {
        true => Ok(()),
        false => Err(unsupported(format!("{word}:{name}"))),
    };
    let losses = [&question.loss].into_iter().chain(&question.report);
    takes("question", about.answers, &question.kind)?;
    losses.filter(|loss| !loss.name.is_empty()).try_for_each(|loss| takes("loss", about.losses, &loss.name))?;
    question.layers.iter().try_for_each(|layer| takes("activation", about.activations, &layer.activation))?;
    question.nodes.iter().try_for_each(|node| takes("op", about.ops, &node.op))?;
    Ok(question)
}

/// The question at another point: `W1` is the first layer's W, `t` the target.
fn moved(question: &Value, point: &Value) -> Value {
    let mut moved = question.clone();
    for (name, x) in point.as_object().into_iter().flatten() {
        let place = match (question["kind"].as_str(), name.as_str()) {
            (Some("graph"), _) => &mut moved["inputs"][name],
            (Some("expression" | "problem"), _) => &mut moved["at"][name],
            (_, "t") => &mut moved["target"],
            (_, "x" | "p") => &mut moved[name],
            (_, of_layer) => {
                let number: usize = of_layer[1..].parse().expect("a layer's number");
                &mut moved["layers"][number - 1][&of_layer[..1]]
            }
        };
        *place = x.clone();
    }
    moved
}

/// From the wire: a number, nested lists, or base64 of little-endian bytes.
impl TryFrom<Value> for Tensor {
    type Error = String;
    fn try_from(wire: Value) -> Result<Self, String> {
        fn flatten(wire: &Value, data: &mut Vec<f64>) -> Option<()> {
            match wire {
                Value::Array(entries) => entries.iter().try_for_each(|entry| flatten(entry, data))?,
                Value::String(special) => data.push(special.parse().ok()?), // NaN, Infinity, -Infinity, -0
                number => data.push(number.as_f64()?),
            }
            Some(())
        }
        let (mut shape, mut data) = (vec![], vec![]);
        if let Some(base64) = wire["base64"].as_str() {
            let bytes = BASE64_STANDARD.decode(base64).map_err(|error| error.to_string())?;
            data = bytes.chunks_exact(8).map(|x| f64::from_le_bytes(x.try_into().unwrap())).collect();
            shape = Vec::deserialize(&wire["shape"]).map_err(|error| error.to_string())?;
        } else {
            let mut level = Some(&wire);
            while let Some(Value::Array(entries)) = level {
                shape.push(entries.len());
                level = entries.first();
            }
            flatten(&wire, &mut data).ok_or("what is no number stands in a tensor")?;
        }
        match data.len() == shape.iter().product::<usize>() {
            true => Ok(Tensor { shape, data }),
            false => Err(format!("{} numbers in a tensor of shape {shape:?}", data.len())),
        }
    }
}
impl From<Tensor> for Value {
    fn from(Tensor { shape, data }: Tensor) -> Self {
        fn nested(shape: &[usize], data: &mut impl Iterator<Item = f64>) -> Value {
            match (shape, data) {
                ([size, rest @ ..], data) => (0..*size).map(|_| nested(rest, data)).collect(),
                ([], data) => match data.next().unwrap_or_default() {
                    x if x == 0.0 && x.is_sign_negative() => "-0".into(),
                    x if x.is_infinite() => if x > 0.0 { "Infinity" } else { "-Infinity" }.into(),
                    x if x.is_nan() => "NaN".into(),
                    x => x.into(),
                },
            }
        }
        assert_eq!(data.len(), shape.iter().product::<usize>(), "numbers in a tensor of shape {shape:?}");
        if data.len() <= BASE64_ABOVE {
            return nested(&shape, &mut data.into_iter());
        }
        let bytes: Vec<u8> = data.iter().flat_map(|x| x.to_le_bytes()).collect();
        json!({ "dtype": "float64", "shape": shape, "base64": BASE64_STANDARD.encode(bytes) })
    }
}

fn panic_text(panic: &(dyn std::any::Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or(panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("it panicked")
}

/// The protocol's own ends of stdin and stdout. From here on a `println!` goes to stderr, and stdin is empty.
#[cfg(unix)]
fn take_wire() -> io::Result<(impl io::Read, impl Write)> {
    use std::fs::File;
    use std::os::fd::{AsFd, AsRawFd};
    extern "C" {
        fn dup2(from: i32, to: i32) -> i32;
    }
    let [input, output] = [io::stdin().as_fd().try_clone_to_owned()?, io::stdout().as_fd().try_clone_to_owned()?];
    let nothing = File::open("/dev/null")?;
    // SAFETY: both are open, and what 0 and 1 named before lives on as `input` and `output`
    unsafe {
        dup2(nothing.as_raw_fd(), 0);
        dup2(2, 1);
    }
    Ok((File::from(input), File::from(output)))
}
/// Elsewhere they are shared with the author's code: whole lines that it prints do no harm.
#[cfg(not(unix))]
fn take_wire() -> io::Result<(impl io::Read, impl Write)> {
    Ok((io::stdin(), io::stdout()))
}
