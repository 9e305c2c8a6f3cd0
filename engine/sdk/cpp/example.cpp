// A multilayer perceptron with its own backward pass: g++ -std=c++20 -O2 example.cpp -o example && backproof run cmd:./example
#include "backproof.hpp" // first, so that prints do no harm

#include <algorithm>
#include <numbers>

using backproof::Layer, backproof::Loss, backproof::Question, backproof::Tensor, backproof::Tensors;

static double sigmoid(double z) { return z >= 0 ? 1 / (1 + std::exp(-z)) : std::exp(z) / (1 + std::exp(z)); }
static double softplus(double z) { return std::max(z, 0.0) + std::log1p(std::exp(-std::abs(z))); }
/** The distribution function of the normal distribution, and its density. */
static double normal(double z) { return 0.5 * std::erfc(-z / std::numbers::sqrt2); }
static double density(double z) { return std::exp(-z * z / 2) / std::sqrt(2 * std::numbers::pi); }
/** The tanh inside of gelu_tanh, and what is inside of it. */
static const double bend = std::sqrt(2 / std::numbers::pi);
static double inner(double z) { return std::tanh(bend * (z + 0.044715 * z * z * z)); }
static double gelu_tanh_slope(double z, double) {
    return (1 + inner(z)) / 2 + z / 2 * (1 - inner(z) * inner(z)) * bend * (1 + 3 * 0.044715 * z * z);
}

/** Of each entry: a = value(z, alpha), and its slope at z. */
struct Entrywise {
    double (*value)(double z, double alpha), (*slope)(double z, double alpha);
    double alpha = 0; // where the question gives none
};
static const std::map<std::string, Entrywise> entrywise = {
    {"identity", {[](double z, double) { return z; }, [](double, double) { return 1.0; }}},
    {"relu", {[](double z, double) { return z > 0 ? z : 0; }, [](double z, double) { return z > 0 ? 1.0 : 0; }}},
    {"leaky_relu", {[](double z, double alpha) { return z > 0 ? z : alpha * z; }, [](double z, double alpha) { return z > 0 ? 1 : alpha; }, 0.01}},
    {"elu", {[](double z, double alpha) { return z > 0 ? z : alpha * std::expm1(z); },
             [](double z, double alpha) { return z > 0 ? 1 : alpha * std::exp(z); }, 1}},
    {"sigmoid", {[](double z, double) { return sigmoid(z); }, [](double z, double) { return sigmoid(z) * sigmoid(-z); }}},
    {"tanh", {[](double z, double) { return std::tanh(z); }, [](double z, double) { return 1 - std::tanh(z) * std::tanh(z); }}},
    {"softplus", {[](double z, double) { return softplus(z); }, [](double z, double) { return sigmoid(z); }}},
    {"gelu", {[](double z, double) { return z * normal(z); }, [](double z, double) { return normal(z) + z * density(z); }}},
    {"gelu_tanh", {[](double z, double) { return z / 2 * (1 + inner(z)); }, gelu_tanh_slope}},
};

/** One sample: a column of a matrix. */
using Sample = std::vector<double>;
static Sample log_softmax(Sample z) {
    const double top = *std::max_element(z.begin(), z.end());
    double total = 0;
    for (const double v : z) total += std::exp(v - top);
    for (double& v : z) v = v - top - std::log(total);
    return z;
}
static Sample softmax(const Sample& z) {
    Sample s = log_softmax(z);
    for (double& v : s) v = std::exp(v);
    return s;
}
/** s ⊙ (g − Σ g s) */
static Sample softmax_backward(const Sample& g, const Sample& z) {
    Sample s = softmax(z);
    const double mixed = std::inner_product(g.begin(), g.end(), s.begin(), 0.0);
    std::transform(s.begin(), s.end(), g.begin(), s.begin(), [=](double p, double c) { return p * (c - mixed); });
    return s;
}
/** g − s Σ g */
static Sample log_softmax_backward(const Sample& g, const Sample& z) {
    Sample s = softmax(z);
    const double total = std::accumulate(g.begin(), g.end(), 0.0);
    std::transform(s.begin(), s.end(), g.begin(), s.begin(), [=](double p, double c) { return c - p * total; });
    return s;
}
/** softmax Σt − t */
static Sample fused_backward(const Sample& z, const Sample& t) {
    Sample s = softmax(z);
    const double total = std::accumulate(t.begin(), t.end(), 0.0);
    std::transform(s.begin(), s.end(), t.begin(), s.begin(), [=](double p, double one) { return p * total - one; });
    return s;
}

template <class F>
static Tensor map(Tensor x, F f) {
    for (std::size_t i = 0; i < x.data.size(); i++) x.data[i] = f(x.data[i], i);
    return x;
}
/** Applies f to every column of some matrices of one shape. */
template <class F, class... Matrices>
static Tensor by_samples(F f, Tensor x, const Matrices&... others) {
    const std::size_t rows = x.shape[0], samples = x.shape[1];
    const auto column = [=](const Tensor& matrix, std::size_t j) {
        Sample sample(rows);
        for (std::size_t i = 0; i < rows; i++) sample[i] = matrix.data[i * samples + j];
        return sample;
    };
    for (std::size_t j = 0; j < samples; j++) {
        const Sample out = f(column(x, j), column(others, j)...);
        for (std::size_t i = 0; i < rows; i++) x.data[i * samples + j] = out[i];
    }
    return x;
}
static Tensor matmul(const Tensor& A, const Tensor& B) {
    const std::size_t n = A.shape[0], inner = A.shape[1], m = B.shape[1];
    Tensor C({n, m});
    for (std::size_t i = 0; i < n; i++)
        for (std::size_t k = 0; k < inner; k++)
            for (std::size_t j = 0; j < m; j++) C.data[i * m + j] += A.data[i * inner + k] * B.data[k * m + j];
    return C;
}
static Tensor transposed(const Tensor& A) {
    const std::size_t rows = A.shape[0], columns = A.shape[1];
    return map(Tensor({columns, rows}), [&](double, std::size_t at) { return A.data[at % rows * columns + at / rows]; });
}

/** t · value, where a target of 0 silences even an infinity. */
static double weighted(double t, double value) { return t == 0 ? 0 : t * value; }
static double clipped(const Loss& loss, double p) { return loss.clip ? std::clamp(p, *loss.clip, 1 - *loss.clip) : p; }
/** The term of each entry of the loss, and its slope in p. */
struct Term {
    double (*value)(double p, double t), (*slope)(double p, double t);
};
static const std::map<std::string, Term> terms = {
    {"mse", {[](double p, double t) { return (p - t) * (p - t); }, [](double p, double t) { return 2 * (p - t); }}},
    {"half_squared_error", {[](double p, double t) { return (p - t) * (p - t) / 2; }, [](double p, double t) { return p - t; }}},
    {"bce", {[](double p, double t) { return -weighted(t, std::log(p)) - weighted(1 - t, std::log1p(-p)); },
             [](double p, double t) { return weighted(1 - t, 1 / (1 - p)) - weighted(t, 1 / p); }}},
    {"bce_with_logits", {[](double z, double t) { return softplus(z) - t * z; }, [](double z, double t) { return sigmoid(z) - t; }}},
    {"cross_entropy", {[](double p, double t) { return -weighted(t, std::log(p)); }, [](double p, double t) { return -t / p; }}},
};
static double divisor(const Question& q) {
    const auto samples = static_cast<double>(q.target.shape[1]), outputs = static_cast<double>(q.target.shape[0]);
    return q.loss.reduction == "sum" ? 1 : q.loss.reduction == "mean" ? samples * outputs : samples;
}

static std::string name(const char* letter, std::size_t k) { return letter + std::to_string(k); }
static double alpha_of(const Layer& layer) { return layer.alpha.value_or(entrywise.at(layer.activation).alpha); }

static Tensors forward(const Question& q) {
    Tensors values;
    Tensor a = q.x;
    for (std::size_t k = 1; k <= q.layers.size(); k++) {
        const Layer& layer = q.layers[k - 1];
        const std::size_t samples = a.shape[1];
        const Tensor z = map(matmul(layer.W, a), [&](double v, std::size_t at) { return v + layer.b.data[at / samples]; });
        if (layer.activation == "softmax") a = by_samples(softmax, z);
        else if (layer.activation == "log_softmax") a = by_samples(log_softmax, z);
        else a = map(z, [&](double v, std::size_t) { return entrywise.at(layer.activation).value(v, alpha_of(layer)); });
        values[name("z", k)] = z;
        values[name("a", k)] = a;
    }
    const bool fused = q.loss.name == "softmax_cross_entropy";
    const Tensor logs = fused ? by_samples(log_softmax, a) : a;
    double sum = 0, squares = 0;
    for (std::size_t i = 0; i < a.data.size(); i++) {
        const double t = q.target.data[i];
        sum += fused ? -weighted(t, logs.data[i]) : terms.at(q.loss.name).value(clipped(q.loss, a.data[i]), t);
    }
    for (const Layer& layer : q.layers)
        for (const double w : layer.W.data) squares += w * w;
    values["L"] = sum / divisor(q) + q.loss.l2 / 2 * squares;
    return values;
}

/** ∂L/∂a of the last layer; where a clip holds p, the loss is flat. */
static Tensor loss_backward(const Question& q, const Tensor& a) {
    const auto slope = [&](double p, std::size_t i) {
        return clipped(q.loss, p) == p ? terms.at(q.loss.name).slope(p, q.target.data[i]) : 0;
    };
    const Tensor slopes = q.loss.name == "softmax_cross_entropy" ? by_samples(fused_backward, a, q.target) : map(a, slope);
    return map(slopes, [&](double v, std::size_t) { return v / divisor(q); });
}

static backproof::Answer answer(const Question& q) {
    Tensors values = forward(q), gradients;
    Tensor g = loss_backward(q, values.at(name("a", q.layers.size())));
    for (std::size_t k = q.layers.size(); k > 0; k--) {
        const Layer& layer = q.layers[k - 1];
        const Tensor& z = values.at(name("z", k));
        const Tensor& input = k > 1 ? values.at(name("a", k - 1)) : q.x;
        const std::size_t samples = q.x.shape[1];
        Tensor dz, db(layer.b.shape);
        if (layer.activation == "softmax") dz = by_samples(softmax_backward, g, z);
        else if (layer.activation == "log_softmax") dz = by_samples(log_softmax_backward, g, z);
        else dz = map(g, [&](double c, std::size_t i) { return c * entrywise.at(layer.activation).slope(z.data[i], alpha_of(layer)); });
        for (std::size_t i = 0; i < dz.data.size(); i++) db.data[i / samples] += dz.data[i];
        const Tensor dW = matmul(dz, transposed(input));
        gradients[name("a", k)] = g;
        gradients[name("z", k)] = dz;
        gradients[name("b", k)] = db;
        gradients[name("W", k)] = map(dW, [&](double v, std::size_t i) { return v + q.loss.l2 * layer.W.data[i]; });
        g = matmul(transposed(layer.W), dz);
    }
    gradients["x"] = g;
    return {values, gradients};
}

int main() {
    backproof::Words activations = {"softmax", "log_softmax"}, losses = {"softmax_cross_entropy"};
    for (const auto& [activation, _] : entrywise) activations.push_back(activation);
    for (const auto& [loss, _] : terms) losses.push_back(loss);
    return backproof::serve({.name = "example",
                             .answers = {"network"},
                             .activations = activations,
                             .losses = losses,
                             .profiles = {"network", "loss"},
                             .answer = answer,
                             .evaluate = [](const Question& q) { return Tensors{{"L", forward(q).at("L")}}; }});
}
