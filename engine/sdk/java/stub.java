// The mean of squares with its derivative, judged at once: backproof run "cmd:java -jar target/engine.jar"
// Put an engine of your own in its place. Network questions hold q.layers, q.x and q.target.
import java.util.List;

final class Engine implements Backproof.Engine {
    public List<String> answers() { return List.of("loss"); }
    public List<String> losses() { return List.of("mse"); }
    public Backproof.Answer answer(Backproof.Question q) {
        if (!q.loss.reduction().equals("mean")) throw Backproof.unsupported("reduction:" + q.loss.reduction());
        int n = q.p.data().length;
        var error = q.p.zip(q.target, (p, t) -> p - t);
        return new Backproof.Answer().value("L", error.map(e -> e * e).sum() / n).gradient("p", error.map(e -> 2 * e / n));
    }
    public static void main(String[] args) throws Exception {
        Backproof.serve(new Engine());
    }
}
