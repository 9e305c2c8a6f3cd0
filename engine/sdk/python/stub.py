# The mean of squares with its derivative, judged at once: backproof run "cmd:python3 engine.py"
# Put an engine of your own in its place. Network questions hold question.layers, question.x and question.target.
import backproof


def answer(question):
    p, t, n = question.p, question.target, len(question.p)
    if question.loss.reduction != "mean" or isinstance(p[0], list):
        raise backproof.Unsupported("anything but the mean over a vector")
    error = [a - b for a, b in zip(p, t)]
    return {"L": sum(e * e for e in error) / n}, {"p": [2 * e / n for e in error]}


backproof.serve(answer, name="my engine", answers=["loss"], losses=["mse"])
