// A multilayer perceptron with its own backward pass: make example && backproof run cmd:./example
#include "backproof.h"

static double sigmoid(double z) { return z >= 0 ? 1 / (1 + exp(-z)) : exp(z) / (1 + exp(z)); }
static double softplus(double z) { return fmax(z, 0) + log1p(exp(-fabs(z))); }
static double normal(double z) { return 0.5 * erfc(-z / sqrt(2)); } // its distribution function
static double bend(double z) { return tanh(sqrt(2 / M_PI) * (z + 0.044715 * z * z * z)); }

// Of each entry: a = value(z, alpha), and its slope at z.
static double identity(double z, double alpha) { return (void)alpha, z; }
static double one(double z, double alpha) { return (void)z, (void)alpha, 1; }
static double relu(double z, double alpha) { return (void)alpha, z > 0 ? z : 0; }
static double relu_slope(double z, double alpha) { return (void)alpha, z > 0; }
static double leaky(double z, double alpha) { return z > 0 ? z : alpha * z; }
static double leaky_slope(double z, double alpha) { return z > 0 ? 1 : alpha; }
static double elu(double z, double alpha) { return z > 0 ? z : alpha * expm1(z); }
static double elu_slope(double z, double alpha) { return z > 0 ? 1 : alpha * exp(z); }
static double logistic(double z, double alpha) { return (void)alpha, sigmoid(z); }
static double logistic_slope(double z, double alpha) { return (void)alpha, sigmoid(z) * sigmoid(-z); }
static double tangent(double z, double alpha) { return (void)alpha, tanh(z); }
static double tangent_slope(double z, double alpha) { return (void)alpha, 1 - tanh(z) * tanh(z); }
static double smooth(double z, double alpha) { return (void)alpha, softplus(z); }
static double gelu(double z, double alpha) { return (void)alpha, z * normal(z); }
static double gelu_slope(double z, double alpha) { return (void)alpha, normal(z) + z * exp(-z * z / 2) / sqrt(2 * M_PI); }
static double gelu_tanh(double z, double alpha) { return (void)alpha, z / 2 * (1 + bend(z)); }
static double gelu_tanh_slope(double z, double alpha) {
    double inner = sqrt(2 / M_PI) * (1 + 3 * 0.044715 * z * z);
    return (void)alpha, (1 + bend(z)) / 2 + z / 2 * (1 - bend(z) * bend(z)) * inner;
}
typedef struct {
    const char *name;
    double (*value)(double z, double alpha), (*slope)(double z, double alpha);
    double alpha; // where the question gives none
} activation;
static const activation activations[] = {
    {"identity", identity, one, 0},        {"relu", relu, relu_slope, 0},       {"leaky_relu", leaky, leaky_slope, 0.01},
    {"elu", elu, elu_slope, 1},            {"sigmoid", logistic, logistic_slope, 0}, {"tanh", tangent, tangent_slope, 0},
    {"softplus", smooth, logistic, 0},     {"gelu", gelu, gelu_slope, 0},       {"gelu_tanh", gelu_tanh, gelu_tanh_slope, 0},
};
static const activation *activation_of(const bp_layer *layer) {
    const activation *found = activations;
    while (strcmp(found->name, layer->activation)) found++;
    return found;
}

// Of whole samples, which are columns: entry i of sample j stands at [i * m + j].
static bool is(const char *word, const char *other) { return !strcmp(word, other); }
static void log_softmax(const bp_tensor *z, double *a) {
    size_t n = z->shape.size[0], m = z->shape.size[1];
    for (size_t j = 0; j < m; j++) {
        double top = -INFINITY, total = 0;
        for (size_t i = 0; i < n; i++) top = fmax(top, z->data[i * m + j]);
        for (size_t i = 0; i < n; i++) total += exp(z->data[i * m + j] - top);
        for (size_t i = 0; i < n; i++) a[i * m + j] = z->data[i * m + j] - top - log(total);
    }
}
static void softmax(const bp_tensor *z, double *a) {
    log_softmax(z, a);
    for (size_t i = 0; i < z->length; i++) a[i] = exp(a[i]);
}
/* softmax: s ⊙ (g − Σ g s); log_softmax: g − s Σ g */
static void softmax_backward(bool logarithmic, const bp_tensor *z, const double *g, double *dz) {
    size_t n = z->shape.size[0], m = z->shape.size[1];
    double *s = bp_zeros(z->shape).data;
    softmax(z, s);
    for (size_t j = 0; j < m; j++) {
        double total = 0;
        for (size_t i = j; i < n * m; i += m) total += logarithmic ? g[i] : g[i] * s[i];
        for (size_t i = j; i < n * m; i += m) dz[i] = logarithmic ? g[i] - s[i] * total : s[i] * (g[i] - total);
    }
}

// t · value, where a target of 0 silences even an infinity.
static double weighted(double t, double value) { return t == 0 ? 0 : t * value; }
static double clipped(const bp_loss *loss, double p) { return isnan(loss->clip) ? p : fmin(fmax(p, loss->clip), 1 - loss->clip); }
// The term of one entry of the loss, and its slope in p.
static double term(const bp_loss *loss, double p, double t) {
    if (is(loss->name, "mse")) return (p - t) * (p - t);
    if (is(loss->name, "half_squared_error")) return (p - t) * (p - t) / 2;
    if (is(loss->name, "bce_with_logits")) return softplus(p) - t * p;
    p = clipped(loss, p);
    return -weighted(t, log(p)) - (is(loss->name, "bce") ? weighted(1 - t, log1p(-p)) : 0);
}
static double term_slope(const bp_loss *loss, double p, double t) {
    if (is(loss->name, "mse")) return 2 * (p - t);
    if (is(loss->name, "half_squared_error")) return p - t;
    if (is(loss->name, "bce_with_logits")) return sigmoid(p) - t;
    if (clipped(loss, p) != p) return 0; // a clip holds p, which is then flat
    return (is(loss->name, "bce") ? weighted(1 - t, 1 / (1 - p)) : 0) - weighted(t, 1 / p);
}
static double divisor(const bp_question *q) {
    if (is(q->loss.reduction, "sum")) return 1;
    return (double)(is(q->loss.reduction, "mean") ? q->target.length : q->target.shape.size[1]);
}

// Fills z1, a1, … and L; z and a hold them by layer, a[0] is x.
static void forward(const bp_question *q, bp_tensor *z, bp_tensor *a) {
    a[0] = q->x;
    for (int k = 1; k <= q->layer_count; k++) {
        const bp_layer *layer = &q->layers[k - 1];
        size_t n = layer->W.shape.size[0], inputs = layer->W.shape.size[1], m = q->x.shape.size[1];
        z[k] = a[k] = (bp_tensor){bp_matrix(n, m), n * m, NULL};
        z[k].data = bp_value(z[k].shape, bp_name("z%d", k));
        a[k].data = bp_value(a[k].shape, bp_name("a%d", k));
        for (size_t i = 0; i < n; i++)
            for (size_t j = 0; j < m; j++) {
                double v = layer->b.data[i];
                for (size_t h = 0; h < inputs; h++) v += layer->W.data[i * inputs + h] * a[k - 1].data[h * m + j];
                z[k].data[i * m + j] = v;
            }
        if (is(layer->activation, "softmax")) softmax(&z[k], a[k].data);
        else if (is(layer->activation, "log_softmax")) log_softmax(&z[k], a[k].data);
        else {
            const activation *f = activation_of(layer);
            double alpha = isnan(layer->alpha) ? f->alpha : layer->alpha;
            for (size_t i = 0; i < z[k].length; i++) a[k].data[i] = f->value(z[k].data[i], alpha);
        }
    }
    const bp_tensor *last = &a[q->layer_count];
    bool fused = is(q->loss.name, "softmax_cross_entropy");
    double sum = 0, squares = 0, *logs = bp_zeros(last->shape).data;
    if (fused) log_softmax(last, logs);
    for (size_t i = 0; i < last->length; i++)
        sum += fused ? -weighted(q->target.data[i], logs[i]) : term(&q->loss, last->data[i], q->target.data[i]);
    for (int k = 0; k < q->layer_count; k++)
        for (size_t i = 0; i < q->layers[k].W.length; i++) squares += q->layers[k].W.data[i] * q->layers[k].W.data[i];
    *bp_value(bp_scalar, "L") = sum / divisor(q) + q->loss.l2 / 2 * squares;
}

// ∂L/∂a of the last layer.
static void loss_backward(const bp_question *q, const bp_tensor *a, double *g) {
    size_t m = a->shape.size[1];
    bool fused = is(q->loss.name, "softmax_cross_entropy");
    if (fused) softmax(a, g);
    for (size_t i = 0; i < a->length; i++) {
        double t = q->target.data[i], all = 0;
        for (size_t h = i % m; h < a->length; h += m) all += q->target.data[h];
        g[i] = (fused ? g[i] * all - t : term_slope(&q->loss, a->data[i], t)) / divisor(q);
    }
}

static void answer(const bp_question *q) {
    bp_tensor *z = bp_new((size_t)(q->layer_count + 1) * sizeof *z), *a = bp_new((size_t)(q->layer_count + 1) * sizeof *a);
    forward(q, z, a);
    double *g = bp_gradient(a[q->layer_count].shape, bp_name("a%d", q->layer_count));
    loss_backward(q, &a[q->layer_count], g);
    for (int k = q->layer_count; k > 0; k--) {
        const bp_layer *layer = &q->layers[k - 1];
        const double *W = layer->W.data, *input = a[k - 1].data;
        size_t n = layer->W.shape.size[0], inputs = layer->W.shape.size[1], m = q->x.shape.size[1];
        double *dz = bp_gradient(z[k].shape, bp_name("z%d", k));
        double *dW = bp_gradient(layer->W.shape, bp_name("W%d", k)), *db = bp_gradient(layer->b.shape, bp_name("b%d", k));
        double *dinput = bp_gradient(a[k - 1].shape, k > 1 ? bp_name("a%d", k - 1) : "x");
        if (is(layer->activation, "softmax") || is(layer->activation, "log_softmax")) {
            softmax_backward(is(layer->activation, "log_softmax"), &z[k], g, dz);
        } else {
            const activation *f = activation_of(layer);
            double alpha = isnan(layer->alpha) ? f->alpha : layer->alpha;
            for (size_t i = 0; i < z[k].length; i++) dz[i] = g[i] * f->slope(z[k].data[i], alpha);
        }
        for (size_t i = 0; i < n; i++)
            for (size_t j = 0; j < m; j++) {
                db[i] += dz[i * m + j];
                for (size_t h = 0; h < inputs; h++) {
                    dW[i * inputs + h] += dz[i * m + j] * input[h * m + j];
                    dinput[h * m + j] += dz[i * m + j] * W[i * inputs + h];
                }
            }
        for (size_t i = 0; i < layer->W.length; i++) dW[i] += q->loss.l2 * W[i];
        g = dinput;
    }
}
static void evaluate(const bp_question *q) {
    bp_tensor *z = bp_new((size_t)(q->layer_count + 1) * sizeof *z), *a = bp_new((size_t)(q->layer_count + 1) * sizeof *a);
    forward(q, z, a);
}

int main(void) {
    return bp_serve((bp_engine){
        .name = "example",
        .answers = BP_LIST("network"),
        .activations = BP_LIST("identity", "relu", "leaky_relu", "elu", "sigmoid", "tanh", "softplus", "gelu", "gelu_tanh", "softmax", "log_softmax"),
        .losses = BP_LIST("mse", "half_squared_error", "bce", "bce_with_logits", "cross_entropy", "softmax_cross_entropy"),
        .profiles = BP_LIST("network", "loss"),
        .answer = answer,
        .evaluate = evaluate,
    });
}
