import com.google.gson.*;
import java.io.*;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.*;
import java.util.function.*;
import java.util.stream.*;

/**
 * The backproof SDK for Java 17 and newer: this one file, with Gson. Copy it beside your engine.
 *
 * <pre>
 * final class Engine implements Backproof.Engine {
 *     public static void main(String[] args) throws Exception {
 *         Backproof.serve(new Engine());
 *     }
 *
 *     public Backproof.Answer answer(Backproof.Question q) {
 *         double[] p = q.p.data(), t = q.target.data(); // tensors: a shape, and doubles in row-major order
 *         …
 *         return new Backproof.Answer().value("L", loss).gradient("p", slope); // ∂L/∂p, in the shape of p
 *     }
 * }
 * </pre>
 *
 * {@code backproof run "cmd:java -jar target/engine.jar"} asks it. A question has a {@code kind} (network, loss, training, graph, expression) and
 * what belongs to it; {@code q.want.gradients()} names what must be answered, and more than that does no harm.
 * {@code throw Backproof.unsupported("activation:gelu")} is never held against an engine, any other exception is. What it
 * prints goes to stderr, because stdout belongs to the protocol.
 * The whole of it: https://github.com/backproof/backproof/blob/main/spec/protocol.md
 */
public final class Backproof {
    /** Tensors with more entries than this travel as base64. */
    private static final int BASE64_ABOVE = 4096;

    /** Says what it is and what it takes. What is null is left open and asked; what a list lacks never reaches the engine. */
    public interface Engine {
        Answer answer(Question question) throws Exception;

        /** Initialised before the engine's own class, as this interface has default methods: all that the engine prints goes to stderr. */
        boolean STDOUT_IS_TAKEN = takeStdout();

        private static boolean takeStdout() {
            System.setOut(System.err);
            System.setIn(InputStream.nullInputStream());
            return true;
        }

        default String name() { return getClass().getSimpleName(); }
        default String version() { return null; }
        /** Kinds of question. */
        default List<String> answers() { return null; }
        default List<String> activations() { return null; }
        default List<String> losses() { return null; }
        default List<String> ops() { return null; }
        /** The conformance profiles that it claims: what one requires it must then answer. If null, none. */
        default List<String> profiles() { return null; }
        /** The precision that it is held to: or float32, tf32, float16, bfloat16. */
        default String dtype() { return "float64"; }
        /** How it keeps weights, or in_out; and samples, or rows. */
        default String weights() { return "out_in"; }
        default String samples() { return "columns"; }
        /** Whether it may be asked for values alone, at many points: its gradient is then held against its own loss, too. */
        default boolean evaluates() { return false; }
        /** Functions of its own, scalars L of named parameters: where each is judged. */
        default Map<String, Map<String, Tensor>> problems() { return Map.of(); }
        /** Forgets everything. */
        default void reset() {}
    }

    /** Numbers in row-major order. A scalar has the shape []. */
    public record Tensor(int[] shape, double[] data) {
        public static Tensor zeros(int... shape) { return new Tensor(shape, new double[sizeOf(shape)]); }
        public static Tensor scalar(double x) { return new Tensor(new int[0], new double[] {x}); }
        /** Of a matrix. */
        public double at(int row, int column) { return data[row * shape[1] + column]; }
        public void add(int row, int column, double x) { data[row * shape[1] + column] += x; }
        /** Entry by entry. */
        public Tensor map(DoubleUnaryOperator f) { return new Tensor(shape, DoubleStream.of(data).map(f).toArray()); }
        public Tensor zip(Tensor other, DoubleBinaryOperator f) {
            var zipped = zeros(shape);
            Arrays.setAll(zipped.data, i -> f.applyAsDouble(data[i], other.data[i]));
            return zipped;
        }
        public double sum() { return DoubleStream.of(data).sum(); }
    }

    /** What is asked. Fields that do not belong to the kind are null, or empty. */
    public static final class Question {
        /** network, loss, training, graph, expression, or problem: a function of the engine's own. */
        public String kind;
        /** network, training: z = W a + b, a = σ(z); samples are columns of x and target. */
        public List<Layer> layers = List.of();
        public Tensor x, target;
        /** network, training, loss; report is the loss that training shows as R@k, if it is another. */
        public Loss loss, report;
        /** loss: the prediction, or the logits. */
        public Tensor p;
        /** training: W ← W − η ∂L/∂W, so many times. */
        public double learningRate;
        public int steps;
        /** graph: nodes in order, and the cotangents of its outputs. */
        public List<Node> nodes = List.of();
        public Map<String, Tensor> inputs = Map.of(), seed = Map.of();
        /** expression: y = v^3, and where v = 2*u + 1, u = x^2. */
        public String expression;
        public List<String> where = List.of();
        /** expression, problem: every variable or parameter. */
        public Map<String, Tensor> at = Map.of();
        /** problem: which. */
        public String name;
        /** What must be answered, and what helps to find where a wrong number starts. */
        public Wanted want, also;
    }
    /** alpha: the slope of leaky_relu below 0 (if null, 0.01), or the scale of elu (if null, 1). */
    public record Layer(Tensor W, Tensor b, String activation, Double alpha) {}
    /** reduction: mean over all entries, batchmean over the samples, or sum; clip holds p within [clip, 1 − clip]; l2 adds l2/2 · Σ W². */
    public record Loss(String name, String reduction, Double clip, double l2) {}
    public record Node(String out, String op, List<String> in, Map<String, Object> attributes) {}
    /** Names of nodes. */
    public record Wanted(List<String> values, List<String> gradients) {}

    /** What the engine knows: values by name, ∂L/∂name in the shape of what is named, and why a name cannot be shown, if it cannot. */
    public static final class Answer {
        public final Map<String, Tensor> values = new HashMap<>(), gradients = new HashMap<>();
        public final Map<String, String> unavailable = new HashMap<>();

        public Answer value(String name, Tensor value) {
            values.put(name, value);
            return this;
        }
        public Answer value(String name, double value) { return value(name, Tensor.scalar(value)); }
        public Answer gradient(String name, Tensor gradient) {
            gradients.put(name, gradient);
            return this;
        }
    }

    /** Why there is no answer. Any other exception is told as a bug of the engine. */
    public static final class Failure extends RuntimeException {
        private final String kind;

        private Failure(String kind, String message) {
            super(message);
            this.kind = kind;
        }
    }
    /** The engine is not built for that: {@code throw unsupported("activation:gelu")}. */
    public static Failure unsupported(String what) { return new Failure("unsupported", what); }
    /** The question makes no sense: {@code throw rejected("W2 does not fit W1")}. */
    public static Failure rejected(String message) { return new Failure("rejected", message); }
    /** The engine knows that no number came out. */
    public static Failure numeric(String message) { return new Failure("numeric", message); }

    /** Answers until there are no more questions. */
    public static void serve(Engine engine) throws IOException {
        var input = new InputStreamReader(new FileInputStream(FileDescriptor.in), StandardCharsets.UTF_8);
        var replies = new FileOutputStream(FileDescriptor.out);
        var lines = new BufferedReader(input, 1 << 16);
        for (String line, op = ""; !op.equals("bye") && (line = lines.readLine()) != null; ) {
            JsonObject message, reply;
            try {
                message = JsonParser.parseString(line).getAsJsonObject();
                op = message.get("op").getAsString();
            } catch (RuntimeException problem) {
                System.err.println("no message: " + line);
                continue;
            }
            try {
                reply = reply(engine, op, message);
            } catch (Failure failure) {
                reply = error(failure.kind, failure.getMessage());
            } catch (Throwable problem) {
                problem.printStackTrace();
                reply = error("internal", problem.toString());
            }
            reply.add("id", message.get("id"));
            reply.addProperty("ok", !reply.has("error"));
            replies.write((GSON.toJson(reply) + "\n").getBytes(StandardCharsets.UTF_8));
        }
    }

    private static JsonObject error(String kind, String text) {
        String key = kind.equals("unsupported") ? "what" : "message";
        return GSON.toJsonTree(Map.of("error", Map.of("kind", kind, key, text))).getAsJsonObject();
    }

    private record Name(String name, String version, String language) {}
    private record Supports(List<String> activations, List<String> losses, List<String> ops) {}
    private record Layout(String weights, String samples) {}
    private record Hello(int protocol, Name engine, List<String> answers, Supports supports, List<String> profiles,
            String dtype, List<String> encodings, Layout layout, boolean evaluates) {}
    private record Problem(String name, Map<String, int[]> parameters, Map<String, Tensor> start) {}

    private static JsonObject reply(Engine engine, String op, JsonObject message) throws Exception {
        Object reply = switch (op) {
            case "hello" -> {
                List<String> answers = engine.answers();
                if (!engine.problems().isEmpty()) {
                    answers = Stream.concat(Stream.ofNullable(answers).flatMap(List::stream), Stream.of("problem")).toList();
                }
                yield new Hello(1, new Name(engine.name(), engine.version(), "java"), answers,
                        new Supports(engine.activations(), engine.losses(), engine.ops()), engine.profiles(), engine.dtype(),
                        List.of("json", "base64"), new Layout(engine.weights(), engine.samples()), engine.evaluates());
            }
            case "echo" -> Map.of("x", GSON.fromJson(message.get("x"), Tensor.class));
            case "ask" -> ask(engine, message.getAsJsonObject("question"), message);
            case "evaluate" -> {
                message.getAsJsonObject("want").add("gradients", new JsonArray());
                var values = new ArrayList<Map<String, Tensor>>();
                for (JsonElement point : message.getAsJsonArray("points")) {
                    JsonObject question = message.getAsJsonObject("question").deepCopy();
                    point.getAsJsonObject().entrySet().forEach(input -> replace(question, input.getKey(), input.getValue()));
                    values.add(ask(engine, question, message).values);
                }
                yield Map.of("values", values);
            }
            case "problems" -> Map.of("problems", engine.problems().entrySet().stream().map(problem -> {
                var shapes = new HashMap<String, int[]>();
                problem.getValue().forEach((name, x) -> shapes.put(name, x.shape));
                return new Problem(problem.getKey(), shapes, problem.getValue());
            }).toList());
            case "reset" -> {
                engine.reset();
                yield Map.of();
            }
            case "bye" -> Map.of();
            default -> throw unsupported("op:" + op);
        };
        return GSON.toJsonTree(reply).getAsJsonObject();
    }

    /** Hands the question to the engine, if it takes such. */
    private static Answer ask(Engine engine, JsonObject asked, JsonObject message) throws Exception {
        Question q = GSON.fromJson(asked, Question.class);
        q.want = GSON.fromJson(message.get("want"), Wanted.class);
        q.also = message.has("also") ? GSON.fromJson(message.get("also"), Wanted.class) : new Wanted(List.of(), List.of());
        if (q.kind.equals("problem")) {
            takes("problem", List.copyOf(engine.problems().keySet()), q.name);
            var at = new HashMap<>(engine.problems().get(q.name));
            at.putAll(q.at);
            q.at = at;
            return engine.answer(q);
        }
        takes("question", engine.answers(), q.kind);
        Stream.of(q.loss, q.report).filter(Objects::nonNull).forEach(loss -> takes("loss", engine.losses(), loss.name));
        q.layers.forEach(layer -> takes("activation", engine.activations(), layer.activation));
        q.nodes.forEach(node -> takes("op", engine.ops(), node.op));
        return engine.answer(q);
    }

    private static void takes(String word, List<String> known, String name) {
        if (known != null && !known.contains(name)) {
            throw unsupported(word + ":" + name);
        }
    }

    /** Moves a question to another point: `W1` is the first layer's W, `t` the target. */
    private static void replace(JsonObject question, String name, JsonElement x) {
        switch (question.get("kind").getAsString()) {
            case "graph" -> question.getAsJsonObject("inputs").add(name, x);
            case "expression" -> question.getAsJsonObject("at").add(name, x);
            case "problem" -> {
                if (!question.has("at")) {
                    question.add("at", new JsonObject());
                }
                question.getAsJsonObject("at").add(name, x);
            }
            default -> {
                if (name.length() == 1) {
                    question.add(name.equals("t") ? "target" : name, x);
                } else {
                    int layer = Integer.parseInt(name.substring(1)) - 1;
                    question.getAsJsonArray("layers").get(layer).getAsJsonObject().add(name.substring(0, 1), x);
                }
            }
        }
    }

    private static final Gson GSON = new GsonBuilder()
            .registerTypeAdapter(Tensor.class, (JsonDeserializer<Tensor>) (wire, type, context) -> tensor(wire))
            .registerTypeAdapter(Tensor.class, (JsonSerializer<Tensor>) (x, type, context) -> wire(x))
            .disableHtmlEscaping()
            .create();

    /** From the wire: a number, nested lists, or base64 of little-endian doubles. */
    private static Tensor tensor(JsonElement wire) {
        if (wire instanceof JsonObject packed) {
            Tensor x = Tensor.zeros(GSON.fromJson(packed.get("shape"), int[].class));
            byte[] bytes = Base64.getDecoder().decode(packed.get("base64").getAsString());
            ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer().get(x.data);
            return x;
        }
        var shape = IntStream.builder();
        for (JsonElement level = wire; level instanceof JsonArray list; level = list.isEmpty() ? null : list.get(0)) {
            shape.add(list.size());
        }
        return new Tensor(shape.build().toArray(), numbers(wire).toArray());
    }

    /** Double.parseDouble reads what JSON cannot write, too: NaN, Infinity, -Infinity, -0. */
    private static DoubleStream numbers(JsonElement wire) {
        return wire instanceof JsonArray list
                ? list.asList().stream().flatMapToDouble(Backproof::numbers)
                : DoubleStream.of(Double.parseDouble(wire.getAsString()));
    }

    private static JsonElement wire(Tensor x) {
        if (x.data.length != sizeOf(x.shape)) {
            throw new IllegalArgumentException(x.data.length + " numbers in a tensor of shape " + Arrays.toString(x.shape));
        }
        if (x.data.length <= BASE64_ABOVE) {
            return nested(x, 0, PrimitiveIterator.OfDouble.class.cast(DoubleStream.of(x.data).iterator()));
        }
        var packed = new JsonObject();
        var bytes = ByteBuffer.allocate(8 * x.data.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asDoubleBuffer().put(x.data);
        packed.addProperty("dtype", "float64");
        packed.add("shape", GSON.toJsonTree(x.shape));
        packed.addProperty("base64", Base64.getEncoder().encodeToString(bytes.array()));
        return packed;
    }

    private static JsonElement nested(Tensor tensor, int axis, PrimitiveIterator.OfDouble numbers) {
        if (axis < tensor.shape.length) {
            var list = new JsonArray(tensor.shape[axis]);
            for (int i = 0; i < tensor.shape[axis]; i++) {
                list.add(nested(tensor, axis + 1, numbers));
            }
            return list;
        }
        double x = numbers.nextDouble();
        boolean isText = !Double.isFinite(x) || Double.compare(x, -0.0) == 0;
        return isText ? new JsonPrimitive(x == 0 ? "-0" : Double.toString(x)) : new JsonPrimitive(x);
    }

    private static int sizeOf(int[] shape) {
        return IntStream.of(shape).reduce(1, (size, n) -> size * n);
    }
}
