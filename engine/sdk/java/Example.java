import java.util.ArrayList;
import java.util.List;

/** A multi-layer perceptron with a backward pass written by hand. Samples are columns; W is [out, in]. */
final class Example implements Backproof.Engine {
    public static void main(String[] args) throws Exception {
        Backproof.serve(new Example());
    }

    public String name() {
        return "example in Java";
    }

    public List<String> answers() {
        return List.of("network");
    }

    public List<String> activations() {
        return List.of("identity", "relu", "leaky_relu", "elu", "sigmoid", "tanh", "softplus", "softmax");
    }

    public List<String> losses() {
        return List.of("mse", "half_squared_error", "bce", "bce_with_logits", "cross_entropy", "softmax_cross_entropy");
    }

    public List<String> profiles() {
        return List.of("network", "loss");
    }

    public boolean evaluates() {
        return true;
    }

    /**
     * Forward: z = W a + b, a = σ(z). Backward: ∂L/∂z from ∂L/∂a, ∂L/∂W = ∂L/∂z aᵀ, ∂L/∂b = Σ ∂L/∂z over the samples, and Wᵀ ∂L/∂z
     * for the layer below.
     */
    public Backproof.Answer answer(Backproof.Question q) {
        var answer = new Backproof.Answer();
        List<Backproof.Tensor> z = new ArrayList<>(), a = new ArrayList<>(List.of(q.x));
        double penalty = 0;
        for (int k = 0; k < q.layers.size(); k++) {
            Backproof.Layer layer = q.layers.get(k);
            z.add(affine(layer.W(), a.get(k), layer.b()));
            a.add(activate(layer, z.get(k)));
            answer.value("z" + (k + 1), z.get(k)).value("a" + (k + 1), a.get(k + 1));
            penalty += q.loss.l2() / 2 * layer.W().map(w -> w * w).sum();
        }
        double divisor = divisor(q.loss, q.target);
        answer.value("L", termsOf(q.loss, a.get(q.layers.size()), q.target).sum() / divisor + penalty);
        if (q.want.gradients().isEmpty()) {
            return answer;
        }
        Backproof.Tensor cotangent = slopesOf(q.loss, a.get(q.layers.size()), q.target).map(slope -> slope / divisor);
        for (int k = q.layers.size() - 1; k >= 0; k--) {
            Backproof.Layer layer = q.layers.get(k);
            answer.gradient("a" + (k + 1), cotangent);
            Backproof.Tensor slope = pullBack(layer, z.get(k), a.get(k + 1), cotangent);
            answer.gradient("z" + (k + 1), slope).gradient("b" + (k + 1), sumOfRows(slope));
            answer.gradient("W" + (k + 1), times(slope, flipped(a.get(k))).zip(layer.W(), (g, w) -> g + q.loss.l2() * w));
            cotangent = times(flipped(layer.W()), slope);
        }
        return answer.gradient("x", cotangent);
    }

    private static Backproof.Tensor times(Backproof.Tensor a, Backproof.Tensor b) {
        var product = Backproof.Tensor.zeros(a.shape()[0], b.shape()[1]);
        for (int i = 0; i < a.shape()[0]; i++) {
            for (int k = 0; k < a.shape()[1]; k++) {
                for (int j = 0; j < b.shape()[1]; j++) {
                    product.add(i, j, a.at(i, k) * b.at(k, j));
                }
            }
        }
        return product;
    }

    private static Backproof.Tensor flipped(Backproof.Tensor a) {
        var flipped = Backproof.Tensor.zeros(a.shape()[1], a.shape()[0]);
        for (int i = 0; i < a.shape()[0]; i++) {
            for (int j = 0; j < a.shape()[1]; j++) {
                flipped.add(j, i, a.at(i, j));
            }
        }
        return flipped;
    }

    private static Backproof.Tensor affine(Backproof.Tensor w, Backproof.Tensor a, Backproof.Tensor b) {
        var z = times(w, a);
        for (int i = 0; i < z.shape()[0]; i++) {
            for (int j = 0; j < z.shape()[1]; j++) {
                z.add(i, j, b.data()[i]);
            }
        }
        return z;
    }

    /** Over the samples. */
    private static Backproof.Tensor sumOfRows(Backproof.Tensor a) {
        var sums = Backproof.Tensor.zeros(a.shape()[0]);
        for (int i = 0; i < a.shape()[0]; i++) {
            for (int j = 0; j < a.shape()[1]; j++) {
                sums.data()[i] += a.at(i, j);
            }
        }
        return sums;
    }

    /** Over the classes of each sample, and again in each of them. */
    private static Backproof.Tensor sumsOfColumns(Backproof.Tensor a) {
        double[] sums = sumOfRows(flipped(a)).data();
        var spread = Backproof.Tensor.zeros(a.shape());
        for (int i = 0; i < a.shape()[0]; i++) {
            for (int j = 0; j < a.shape()[1]; j++) {
                spread.add(i, j, sums[j]);
            }
        }
        return spread;
    }

    private static double sigmoid(double z) {
        return z < 0 ? Math.exp(z) / (1 + Math.exp(z)) : 1 / (1 + Math.exp(-z));
    }

    private static double softplus(double z) {
        return Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
    }

    /** z − log Σ e^z over the classes of each sample, with the largest z taken off against overflow. */
    private static Backproof.Tensor logSoftmax(Backproof.Tensor z) {
        var logs = Backproof.Tensor.zeros(z.shape());
        for (int j = 0; j < z.shape()[1]; j++) {
            double most = Double.NEGATIVE_INFINITY, sum = 0;
            for (int i = 0; i < z.shape()[0]; i++) {
                most = Math.max(most, z.at(i, j));
            }
            for (int i = 0; i < z.shape()[0]; i++) {
                sum += Math.exp(z.at(i, j) - most);
            }
            for (int i = 0; i < z.shape()[0]; i++) {
                logs.add(i, j, z.at(i, j) - most - Math.log(sum));
            }
        }
        return logs;
    }

    private static Backproof.Tensor activate(Backproof.Layer layer, Backproof.Tensor z) {
        double leak = layer.alpha() == null ? 0.01 : layer.alpha(), scale = layer.alpha() == null ? 1 : layer.alpha();
        return switch (layer.activation()) {
            case "relu" -> z.map(x -> Math.max(x, 0));
            case "leaky_relu" -> z.map(x -> x > 0 ? x : leak * x);
            case "elu" -> z.map(x -> x > 0 ? x : scale * Math.expm1(x));
            case "sigmoid" -> z.map(x -> sigmoid(x));
            case "tanh" -> z.map(Math::tanh);
            case "softplus" -> z.map(x -> softplus(x));
            case "softmax" -> logSoftmax(z).map(Math::exp);
            default -> z;
        };
    }

    /** ∂L/∂z from ∂L/∂a, the cotangent g: entry by entry, but for softmax, which mixes the classes of a sample. */
    private static Backproof.Tensor pullBack(Backproof.Layer layer, Backproof.Tensor z, Backproof.Tensor a, Backproof.Tensor g) {
        double leak = layer.alpha() == null ? 0.01 : layer.alpha(), scale = layer.alpha() == null ? 1 : layer.alpha();
        var slope = switch (layer.activation()) {
            case "relu" -> z.map(x -> x > 0 ? 1 : 0);
            case "leaky_relu" -> z.map(x -> x > 0 ? 1 : leak);
            case "elu" -> z.map(x -> x > 0 ? 1 : scale * Math.exp(x));
            case "sigmoid" -> a.map(s -> s * (1 - s));
            case "tanh" -> a.map(t -> 1 - t * t);
            case "softplus" -> z.map(x -> sigmoid(x));
            case "softmax" -> a;
            default -> z.map(x -> 1);
        };
        if (layer.activation().equals("softmax")) {
            // s (g − Σ g s)
            g = g.zip(sumsOfColumns(a.zip(g, (s, c) -> s * c)), (c, mean) -> c - mean);
        }
        return g.zip(slope, (c, s) -> c * s);
    }

    /** What the sum over all entries is divided by. */
    private static double divisor(Backproof.Loss loss, Backproof.Tensor t) {
        return switch (loss.reduction()) {
            case "sum" -> 1;
            case "batchmean" -> t.shape()[1];
            default -> t.data().length;
        };
    }

    private static Backproof.Tensor held(Backproof.Loss loss, Backproof.Tensor p) {
        return loss.clip() == null ? p : p.map(x -> Math.min(Math.max(x, loss.clip()), 1 - loss.clip()));
    }

    private static Backproof.Tensor termsOf(Backproof.Loss loss, Backproof.Tensor z, Backproof.Tensor target) {
        var held = held(loss, z);
        return switch (loss.name()) {
            case "mse" -> z.zip(target, (p, t) -> (p - t) * (p - t));
            case "half_squared_error" -> z.zip(target, (p, t) -> (p - t) * (p - t) / 2);
            case "bce" -> held.zip(target, (p, t) -> -part(t, Math.log(p)) - part(1 - t, Math.log(1 - p)));
            case "cross_entropy" -> held.zip(target, (p, t) -> -part(t, Math.log(p)));
            case "bce_with_logits" -> z.zip(target, (x, t) -> softplus(x) - t * x);
            default -> logSoftmax(z).zip(target, (log, t) -> -part(t, log));
        };
    }

    private static Backproof.Tensor slopesOf(Backproof.Loss loss, Backproof.Tensor z, Backproof.Tensor target) {
        var held = held(loss, z);
        var slopes = switch (loss.name()) {
            case "mse" -> z.zip(target, (p, t) -> 2 * (p - t));
            case "half_squared_error" -> z.zip(target, (p, t) -> p - t);
            case "bce" -> held.zip(target, (p, t) -> part(1 - t, 1 / (1 - p)) - part(t, 1 / p));
            case "cross_entropy" -> held.zip(target, (p, t) -> -part(t, 1 / p));
            case "bce_with_logits" -> z.zip(target, (x, t) -> sigmoid(x) - t);
            // s Σt − t: the targets of a sample add up to 1, as a rule
            default -> logSoftmax(z).zip(sumsOfColumns(target), (log, sum) -> Math.exp(log) * sum).zip(target, (s, t) -> s - t);
        };
        // where p is clipped, L is flat
        return loss.clip() == null
                ? slopes
                : slopes.zip(z, (slope, p) -> p < loss.clip() || p > 1 - loss.clip() ? 0 : slope);
    }

    /** t·x, and 0 where t is: a class that is not the target adds nothing, even if x is infinite. */
    private static double part(double t, double x) {
        return t == 0 ? 0 : t * x;
    }
}
