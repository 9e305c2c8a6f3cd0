/**
 * The backproof SDK for C++20 on POSIX: this header in the file that has `main`, and nlohmann/json 3 (headers only) for JSON.
 *
 *     #include "backproof.hpp"                                // first: from here on, whatever is printed goes to stderr
 *
 *     backproof::Answer answer(const backproof::Question& q) {
 *         backproof::Tensor slope(q.p.shape);                 // zeros; entries in slope.data, row-major
 *         …
 *         return {{{"L", loss}}, {{"p", slope}}};             // values, and ∂L/∂name in the shape of what is named
 *     }
 *     int main() {
 *         return backproof::serve({.answers = {"loss"}, .losses = {"mse"}, .answer = answer});
 *     }
 *
 *     $ backproof run cmd:./engine
 *
 * A question is what spec/protocol.md of backproof says; what has no member in Question is in its `json`. `want` names what must be answered; more
 * does no harm. Throw `Unsupported` for what you have not built, `Rejected` for what makes no sense, std::domain_error, std::range_error or
 * std::overflow_error where no number comes out; any other exception is told as a bug of the engine.
 */
#ifndef BACKPROOF_HPP
#define BACKPROOF_HPP

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <map>
#include <numeric>
#include <optional>
#include <stdexcept>
#include <string>
#include <unistd.h>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

namespace backproof {

using Json = nlohmann::json;
using Shape = std::vector<std::size_t>;
using Words = std::vector<std::string>;

/** Row-major. A scalar has the shape {}. */
struct Tensor {
    Shape shape;
    std::vector<double> data;

    Tensor(double scalar = 0) : data{scalar} {}
    explicit Tensor(Shape sizes) : shape(std::move(sizes)), data(count(shape)) {}
    Tensor(Shape sizes, std::vector<double> entries) : shape(std::move(sizes)), data(std::move(entries)) {}

    static std::size_t count(const Shape& shape) {
        return std::accumulate(shape.begin(), shape.end(), std::size_t{1}, std::multiplies<>());
    }
};
using Tensors = std::map<std::string, Tensor>;

struct Layer {
    Tensor W, b; // W is [out, in], unless the engine's weights are "in_out"
    std::string activation;
    std::optional<double> alpha;
};
struct Loss {
    std::string name, reduction;
    std::optional<double> clip; // probabilities are held within [clip, 1 − clip]
    double l2 = 0;              // adds l2/2 Σ W²
};
struct Question {
    std::string kind;
    std::vector<Layer> layers;
    Loss loss;
    Tensor x, p, target;      // features × samples, unless the engine's samples are "rows"
    double learningRate = 0;  // training
    int steps = 0;
    Tensors inputs, seed, at; // graph; expression and problem
    Json json;                // all of it; large tensors have left it
    Json want;                // {"values": [names], "gradients": [names]}
};
struct Answer {
    Tensors values, gradients;
    std::map<std::string, std::string> unavailable = {}; // why a name that is asked cannot be shown
};
/** A function of the engine's own: its parameters where it is judged, and L (among the values) and the gradients anywhere. */
struct Problem {
    Tensors start;
    std::function<Answer(const Tensors&)> at;
};

struct Engine {
    std::string name = "engine", version = {};
    Words answers = {};                                   // kinds of question that it takes; empty: all, or with problems nothing else
    Words activations = {}, losses = {}, ops = {};        // what it knows, all else is answered "unsupported"; empty: all is asked
    Words profiles = {};                                  // conformance profiles that it claims: what one requires it must then answer; empty: none
    std::string dtype = "float64";                        // in which it computes and is judged
    std::string weights = "out_in", samples = "columns";  // or "in_out" and "rows"
    std::function<Answer(const Question&)> answer = {};
    std::function<Tensors(const Question&)> evaluate = {}; // forward only: backproof then holds the gradients to the engine's own loss
    std::map<std::string, Problem> problems = {};
    std::function<void()> reset = {};                     // forgets everything
};

/** This engine is not built for that: `throw Unsupported("activation:gelu")`. It is not held against it. */
struct Unsupported : std::runtime_error {
    using runtime_error::runtime_error;
};
/** The question makes no sense. */
struct Rejected : std::runtime_error {
    using runtime_error::runtime_error;
};

namespace wire {

constexpr std::size_t base64_above = 4096; // entries

/** The protocol leaves stdout before any later part of the program is initialised. At a terminal there is none to protect. */
inline std::FILE* const replies = [] {
    if (isatty(1)) return stdout;
    std::FILE* taken = fdopen(dup(1), "w");
    dup2(2, 1);
    return taken;
}();

constexpr char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

// Doubles are little-endian on the wire, and so are the machines that this is for.
inline std::string encode64(const std::vector<double>& data) {
    const auto* bytes = reinterpret_cast<const unsigned char*>(data.data());
    const std::size_t count = data.size() * sizeof(double);
    std::string text((count + 2) / 3 * 4, '=');
    char* at = text.data();
    for (std::size_t left = count; left > 0; at += 4, bytes += 3, left -= left < 3 ? left : 3) {
        const unsigned bits = bytes[0] << 16 | (left > 1 ? bytes[1] << 8 : 0) | (left > 2 ? bytes[2] : 0);
        at[0] = letters[bits >> 18];
        at[1] = letters[bits >> 12 & 63];
        if (left > 1) at[2] = letters[bits >> 6 & 63];
        if (left > 2) at[3] = letters[bits & 63];
    }
    return text;
}
inline std::vector<double> decode64(const std::string& text, std::size_t count) {
    unsigned char sextets[256] = {};
    for (unsigned char k = 0; k < 64; k++) sextets[static_cast<unsigned char>(letters[k])] = k;
    std::vector<double> data(count);
    auto *at = reinterpret_cast<unsigned char*>(data.data()), *end = at + count * sizeof(double);
    unsigned bits = 0, held = 0;
    for (const char letter : text) {
        bits = bits << 6 | sextets[static_cast<unsigned char>(letter)];
        if ((held += 6) >= 8 && at < end) *at++ = static_cast<unsigned char>(bits >> (held -= 8));
    }
    return data;
}

inline void fill(const Json& json, std::vector<double>& data) {
    if (json.is_array())
        for (const Json& entry : json) fill(entry, data);
    else // strtod reads "NaN", "Infinity" and "-0"
        data.push_back(json.is_string() ? std::strtod(json.get_ref<const std::string&>().c_str(), nullptr) : json.get<double>());
}
/** From a number, nested lists, or the bytes of an array. */
inline Tensor decode(const Json& json) {
    if (json.is_object()) {
        const Shape shape = json.at("shape");
        return {shape, decode64(json.at("base64").get_ref<const std::string&>(), Tensor::count(shape))};
    }
    Tensor tensor;
    tensor.data.clear();
    for (const Json* level = &json; level->is_array(); level = &level->front()) {
        tensor.shape.push_back(level->size());
        if (level->empty()) break;
    }
    fill(json, tensor.data);
    return tensor;
}
inline Tensors decode_all(const Json& json) {
    Tensors tensors;
    for (const auto& [name, wire] : json.items()) tensors[name] = decode(wire);
    return tensors;
}

inline Json encode(double x) {
    if (std::isfinite(x)) return x == 0 && std::signbit(x) ? Json("-0") : Json(x); // written so that it reads back the same
    return std::isnan(x) ? "NaN" : x > 0 ? "Infinity" : "-Infinity";
}
inline Json encode(const Shape& shape, std::size_t axis, const double*& at) {
    if (axis == shape.size()) return encode(*at++);
    Json list = Json::array();
    for (std::size_t k = 0; k < shape[axis]; k++) list.push_back(encode(shape, axis + 1, at));
    return list;
}
inline Json encode(const Tensor& tensor) {
    if (tensor.data.size() != Tensor::count(tensor.shape)) throw std::logic_error("a tensor has other entries than its shape says");
    if (tensor.data.size() > base64_above) return {{"dtype", "float64"}, {"shape", tensor.shape}, {"base64", encode64(tensor.data)}};
    const double* at = tensor.data.data();
    return encode(tensor.shape, 0, at);
}
inline Json encode_all(const Tensors& tensors) {
    Json json = Json::object();
    for (const auto& [name, tensor] : tensors) json[name] = encode(tensor);
    return json;
}

inline void check(const Words& known, const std::string& what, const std::string& name) {
    for (const std::string& one : known)
        if (one == name) return;
    if (!known.empty()) throw Unsupported(what + ":" + name);
}
template <class T>
std::optional<T> optional(const Json& json, const char* key) {
    return json.contains(key) ? std::optional<T>(json.at(key).get<T>()) : std::nullopt;
}
inline Loss loss_of(const Json& json) {
    return {json.at("name"), json.at("reduction"), optional<double>(json, "clip"), json.value("l2", 0.0)};
}
/** The question with real tensors in it, if it is one that this engine takes. */
inline Question question_of(const Engine& engine, const Words& answers, Json& message) {
    Question q;
    q.json = std::move(message.at("question"));
    q.want = message.value("want", Json::object());
    check(answers, "question", q.kind = q.json.at("kind"));
    if (q.json.contains("loss")) check(engine.losses, "loss", (q.loss = loss_of(q.json["loss"])).name);
    for (const Json& node : q.json.value("nodes", Json::array())) check(engine.ops, "op", node.at("op"));
    for (const Json& layer : q.json.value("layers", Json::array())) {
        check(engine.activations, "activation", layer.at("activation"));
        q.layers.push_back({decode(layer.at("W")), decode(layer.at("b")), layer["activation"], optional<double>(layer, "alpha")});
    }
    for (const auto& [key, tensor] : {std::pair("x", &q.x), std::pair("p", &q.p), std::pair("target", &q.target)})
        if (q.json.contains(key)) *tensor = decode(q.json[key]);
    for (const auto& [key, tensors] : {std::pair("inputs", &q.inputs), std::pair("seed", &q.seed), std::pair("at", &q.at)})
        if (q.json.contains(key)) *tensors = decode_all(q.json[key]);
    q.learningRate = q.json.value("learningRate", 0.0);
    q.steps = q.json.value("steps", 0);
    return q;
}
/** The question with some of its inputs replaced: `W1` is the W of the first layer, `t` the target. */
inline Question moved(Question q, const Tensors& point) {
    for (const auto& [name, tensor] : point) {
        if (q.kind == "graph") q.inputs[name] = tensor;
        else if (q.kind == "expression" || q.kind == "problem") q.at[name] = tensor;
        else if (name[0] == 'W') q.layers.at(std::stoul(name.substr(1)) - 1).W = tensor;
        else if (name[0] == 'b') q.layers.at(std::stoul(name.substr(1)) - 1).b = tensor;
        else (name == "x" ? q.x : name == "p" ? q.p : q.target) = tensor;
    }
    return q;
}

/** What follows `"ok": true` in the reply. */
inline Json answer(const Engine& engine, Json& message) {
    const std::string op = message.at("op");
    Words answers = engine.answers;
    if (!engine.problems.empty()) answers.push_back("problem");
    const auto own_problem = [&](const Question& q) {
        const auto found = engine.problems.find(q.json.value("name", ""));
        if (found == engine.problems.end()) throw Unsupported("problem:" + q.json.value("name", ""));
        Tensors at = q.at;
        at.insert(found->second.start.begin(), found->second.start.end());
        return found->second.at(at);
    };
    if (op == "hello") {
        Json supports = Json::object(), about = {{"name", engine.name}, {"language", "cpp"}};
        if (!engine.version.empty()) about["version"] = engine.version;
        if (!engine.activations.empty()) supports["activations"] = engine.activations;
        if (!engine.losses.empty()) supports["losses"] = engine.losses;
        if (!engine.ops.empty()) supports["ops"] = engine.ops;
        Json hello = {{"protocol", 1}, {"engine", about}, {"supports", supports}, {"dtype", engine.dtype},
                      {"encodings", {"json", "base64"}}, {"evaluates", static_cast<bool>(engine.evaluate)},
                      {"layout", {{"weights", engine.weights}, {"samples", engine.samples}}}};
        if (!answers.empty()) hello["answers"] = answers;
        if (!engine.profiles.empty()) hello["profiles"] = engine.profiles;
        return hello;
    }
    if (op == "echo") return {{"x", encode(decode(message.at("x")))}};
    if (op == "ask") {
        const Question q = question_of(engine, answers, message);
        const Answer given = q.kind == "problem" ? own_problem(q) : engine.answer(q);
        return {{"values", encode_all(given.values)}, {"gradients", encode_all(given.gradients)}, {"unavailable", given.unavailable}};
    }
    if (op == "evaluate") {
        const Question q = question_of(engine, answers, message);
        if (q.kind != "problem" && !engine.evaluate) throw Unsupported("op:evaluate");
        Json values = Json::array();
        for (const Json& point : message.at("points")) {
            const Question there = moved(q, decode_all(point));
            values.push_back(encode_all(q.kind == "problem" ? own_problem(there).values : engine.evaluate(there)));
        }
        return {{"values", std::move(values)}};
    }
    if (op == "problems") {
        Json problems = Json::array();
        for (const auto& [name, problem] : engine.problems) {
            Json parameters = Json::object();
            for (const auto& [parameter, tensor] : problem.start) parameters[parameter] = tensor.shape;
            problems.push_back({{"name", name}, {"parameters", parameters}, {"start", encode_all(problem.start)}});
        }
        return {{"problems", std::move(problems)}};
    }
    if (op == "reset" && engine.reset) engine.reset();
    if (op != "reset" && op != "bye") throw Unsupported("op:" + op);
    return Json::object();
}
inline Json failure(const char* kind, const std::exception& error) {
    return {{"ok", false}, {"error", {{"kind", kind}, {"what", error.what()}}}};
}
/** The reply, or why there is none. */
inline Json attempt(const Engine& engine, Json& message) {
    try {
        Json reply = answer(engine, message);
        reply["ok"] = true;
        return reply;
    } catch (const Unsupported& error) {
        return failure("unsupported", error);
    } catch (const Rejected& error) {
        return failure("rejected", error);
    } catch (const std::domain_error& error) {
        return failure("numeric", error);
    } catch (const std::range_error& error) {
        return failure("numeric", error);
    } catch (const std::overflow_error& error) {
        return failure("numeric", error);
    } catch (const std::exception& error) {
        return failure("internal", error);
    }
}

} // namespace wire

/** Answers questions until there are no more; what main returns. */
inline int serve(const Engine& engine) {
    std::ios::sync_with_stdio(false);
    if (isatty(0)) std::cerr << "An engine, waiting for questions. Judge it: backproof run cmd:./engine\n";
    bool over = false;
    for (std::string line; !over && std::getline(std::cin, line);) {
        Json message = Json::parse(line);
        over = message.at("op") == "bye";
        Json reply = wire::attempt(engine, message);
        reply["id"] = message.at("id");
        const std::string text = reply.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
        std::fwrite(text.data(), 1, text.size(), wire::replies);
        std::fflush(wire::replies);
        std::cout.flush();
        std::fflush(stdout);
    }
    return 0;
}

} // namespace backproof

#endif
