//! A multi-layer perceptron with a backward pass written by hand. Samples are columns; W is [out, in].
mod backproof;
use backproof::{serve, About, Answer, Failure, Layer, Loss, Question, Tensor};

fn main() {
    let about = About {
        name: "example in Rust",
        answers: &["network"],
        activations: &["identity", "relu", "leaky_relu", "elu", "sigmoid", "tanh", "softplus", "softmax"],
        losses: &["mse", "half_squared_error", "bce", "bce_with_logits", "cross_entropy", "softmax_cross_entropy"],
        profiles: &["network", "loss"],
        evaluates: true,
        ..About::default()
    };
    serve(about, answer)
}

/// Forward: z = W a + b, a = σ(z).
/// Backward: ∂L/∂z from ∂L/∂a, ∂L/∂W = ∂L/∂z aᵀ, ∂L/∂b = Σ ∂L/∂z over the samples, and Wᵀ ∂L/∂z for the layer below.
fn answer(question: &Question) -> Result<Answer, Failure> {
    let mut answer = Answer::default();
    let mut a = vec![question.x.clone()];
    let mut z = vec![];
    for (k, layer) in question.layers.iter().enumerate() {
        z.push(affine(&layer.w, &a[k], &layer.b));
        a.push(activate(layer, &z[k]));
        answer = answer.value(format!("z{}", k + 1), z[k].clone()).value(format!("a{}", k + 1), a[k + 1].clone());
    }
    let l2 = question.loss.l2;
    let penalty: f64 = question.layers.iter().map(|layer| layer.w.map(|w| w * w).sum()).sum();
    let (loss, mut cotangent) = measure(&question.loss, &a[a.len() - 1], &question.target);
    answer = answer.value("L", loss + l2 / 2.0 * penalty);
    if question.want.gradients.is_empty() {
        return Ok(answer);
    }
    for (k, layer) in question.layers.iter().enumerate().rev() {
        let slope = pull_back(layer, &z[k], &a[k + 1], &cotangent);
        let weights = times(&slope, &flipped(&a[k])).zip(&layer.w, |g, w| g + l2 * w);
        answer = answer
            .gradient(format!("a{}", k + 1), cotangent)
            .gradient(format!("W{}", k + 1), weights)
            .gradient(format!("b{}", k + 1), sum_of_rows(&slope));
        cotangent = times(&flipped(&layer.w), &slope);
        answer = answer.gradient(format!("z{}", k + 1), slope);
    }
    Ok(answer.gradient("x", cotangent))
}

fn times(a: &Tensor, b: &Tensor) -> Tensor {
    let mut product = Tensor::zeros(&[a.shape[0], b.shape[1]]);
    for i in 0..a.shape[0] {
        for k in 0..a.shape[1] {
            for j in 0..b.shape[1] {
                product[[i, j]] += a[[i, k]] * b[[k, j]];
            }
        }
    }
    product
}

fn flipped(a: &Tensor) -> Tensor {
    let mut flipped = Tensor::zeros(&[a.shape[1], a.shape[0]]);
    for i in 0..a.shape[0] {
        for j in 0..a.shape[1] {
            flipped[[j, i]] = a[[i, j]];
        }
    }
    flipped
}

fn affine(w: &Tensor, a: &Tensor, b: &Tensor) -> Tensor {
    let mut z = times(w, a);
    for i in 0..z.shape[0] {
        for j in 0..z.shape[1] {
            z[[i, j]] += b.data[i];
        }
    }
    z
}

/// Over the samples.
fn sum_of_rows(a: &Tensor) -> Tensor {
    let mut sums = Tensor::zeros(&[a.shape[0]]);
    for i in 0..a.shape[0] {
        for j in 0..a.shape[1] {
            sums.data[i] += a[[i, j]];
        }
    }
    sums
}

fn sigmoid(z: f64) -> f64 {
    if z < 0.0 {
        z.exp() / (1.0 + z.exp())
    } else {
        1.0 / (1.0 + (-z).exp())
    }
}

fn softplus(z: f64) -> f64 {
    z.max(0.0) + (-z.abs()).exp().ln_1p()
}

/// z − log Σ e^z over the classes of each sample, with the largest z taken off against overflow.
fn log_softmax(z: &Tensor) -> Tensor {
    let mut logs = z.clone();
    for j in 0..z.shape[1] {
        let column = || (0..z.shape[0]).map(|i| z[[i, j]]);
        let most = column().fold(f64::NEG_INFINITY, f64::max);
        let log = column().map(|z| (z - most).exp()).sum::<f64>().ln();
        for i in 0..z.shape[0] {
            logs[[i, j]] = z[[i, j]] - most - log;
        }
    }
    logs
}

fn activate(layer: &Layer, z: &Tensor) -> Tensor {
    let (leak, scale) = (layer.alpha.unwrap_or(0.01), layer.alpha.unwrap_or(1.0));
    match layer.activation.as_str() {
        "identity" => z.clone(),
        "relu" => z.map(|z| z.max(0.0)),
        "leaky_relu" => z.map(|z| if z > 0.0 { z } else { leak * z }),
        "elu" => z.map(|z| if z > 0.0 { z } else { scale * z.exp_m1() }),
        "sigmoid" => z.map(sigmoid),
        "tanh" => z.map(f64::tanh),
        "softplus" => z.map(softplus),
        "softmax" => log_softmax(z).map(f64::exp),
        other => unreachable!("{other} was not declared"),
    }
}

/// ∂L/∂z from ∂L/∂a, the cotangent g: g σ′(z) entry by entry, and for softmax s (g − Σ g s), summed over the classes of each sample.
fn pull_back(layer: &Layer, z: &Tensor, a: &Tensor, g: &Tensor) -> Tensor {
    let (leak, scale) = (layer.alpha.unwrap_or(0.01), layer.alpha.unwrap_or(1.0));
    let slope = match layer.activation.as_str() {
        "identity" => return g.clone(),
        "relu" => z.map(|z| if z > 0.0 { 1.0 } else { 0.0 }),
        "leaky_relu" => z.map(|z| if z > 0.0 { 1.0 } else { leak }),
        "elu" => z.map(|z| if z > 0.0 { 1.0 } else { scale * z.exp() }),
        "sigmoid" => a.map(|a| a * (1.0 - a)),
        "tanh" => a.map(|a| 1.0 - a * a),
        "softplus" => z.map(sigmoid),
        "softmax" => {
            let weighted = sum_of_rows(&flipped(&a.zip(g, |s, g| g * s)));
            let mut centred = g.clone();
            for i in 0..g.shape[0] {
                for j in 0..g.shape[1] {
                    centred[[i, j]] -= weighted.data[j];
                }
            }
            return a.zip(&centred, |s, g| s * g);
        }
        other => unreachable!("{other} was not declared"),
    };
    g.zip(&slope, |g, slope| g * slope)
}

/// L, and ∂L/∂p: what all entries add up to, over the same divisor.
fn measure(loss: &Loss, p: &Tensor, t: &Tensor) -> (f64, Tensor) {
    let divisor = match loss.reduction.as_str() {
        "sum" => 1.0,
        "batchmean" => t.shape[1] as f64,
        _ => t.data.len() as f64,
    };
    // 0 · log 0 and 0 / 0 are 0 here: a class that is not the target adds nothing
    let log = |t: f64, p: f64| if t == 0.0 { 0.0 } else { t * p.ln() };
    let over = |t: f64, p: f64| if t == 0.0 { 0.0 } else { t / p };
    let (low, high) = loss.clip.map_or((f64::NEG_INFINITY, f64::INFINITY), |clip| (clip, 1.0 - clip));
    let held = p.map(|p| p.clamp(low, high));
    let (terms, slopes) = match loss.name.as_str() {
        "mse" => (p.zip(t, |p, t| (p - t) * (p - t)), p.zip(t, |p, t| 2.0 * (p - t))),
        "half_squared_error" => (p.zip(t, |p, t| 0.5 * (p - t) * (p - t)), p.zip(t, |p, t| p - t)),
        "bce" => (
            held.zip(t, |p, t| -log(t, p) - log(1.0 - t, 1.0 - p)),
            held.zip(t, |p, t| over(1.0 - t, 1.0 - p) - over(t, p)),
        ),
        "cross_entropy" => (held.zip(t, |p, t| -log(t, p)), held.zip(t, |p, t| -over(t, p))),
        "bce_with_logits" => (p.zip(t, |z, t| softplus(z) - t * z), p.zip(t, |z, t| sigmoid(z) - t)),
        "softmax_cross_entropy" => {
            let logs = log_softmax(p);
            let totals = sum_of_rows(&flipped(t)); // of the targets of a sample: 1, as a rule
            let mut slopes = logs.zip(t, |_, t| -t);
            for i in 0..t.shape[0] {
                for j in 0..t.shape[1] {
                    slopes[[i, j]] += logs[[i, j]].exp() * totals.data[j];
                }
            }
            (logs.zip(t, |log, t| if t == 0.0 { 0.0 } else { -t * log }), slopes)
        }
        other => unreachable!("{other} was not declared"),
    };
    // where p is clipped, L is flat
    (terms.sum() / divisor, slopes.zip(p, |slope, p| if p < low || p > high { 0.0 } else { slope / divisor }))
}
