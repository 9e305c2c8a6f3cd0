// The mean of squares with its derivative, judged at once: make judge
// Put an engine of your own in its place. Network questions hold q.layers, q.x and q.target.
#include "backproof.hpp"

static backproof::Answer answer(const backproof::Question& q) {
    if (q.loss.reduction != "mean") throw backproof::Unsupported("reduction:" + q.loss.reduction);
    double L = 0, n = static_cast<double>(q.p.data.size());
    backproof::Tensor slope(q.p.shape);
    for (std::size_t i = 0; i < q.p.data.size(); i++) {
        const double error = q.p.data[i] - q.target.data[i];
        L += error * error / n;
        slope.data[i] = 2 * error / n;
    }
    return {{{"L", L}}, {{"p", slope}}};
}
int main() { return backproof::serve({.name = "my engine", .answers = {"loss"}, .losses = {"mse"}, .answer = answer}); }
