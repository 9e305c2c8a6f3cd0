/**
 * The backproof SDK for C99 with gcc or clang on POSIX: this header in the file that has `main`, and cJSON 1.7 to read JSON (-lcjson -lm).
 *
 *     #include "backproof.h"                               // from before main on, whatever is printed goes to stderr
 *
 *     static void answer(const bp_question *q) {
 *         double *L = bp_value(bp_scalar, "L");            // numbers to fill, 0 at first
 *         double *dp = bp_gradient(q->p.shape, "p");       // ∂L/∂p in the shape of p
 *         …
 *     }
 *     int main(void) {
 *         return bp_serve((bp_engine){.answer = answer, .answers = BP_LIST("loss"), .losses = BP_LIST("mse")});
 *     }
 *
 *     $ backproof run cmd:./engine
 *
 * A question is what spec/protocol.md of backproof says; what has no field in bp_question is in its `json`, and `bp_read` makes a tensor of any part
 * of that. `want` names what must be answered; more does no harm. `bp_fail("unsupported", "activation:%s", name)` for what you have not built,
 * `"rejected"` for what makes no sense and `"numeric"` where no number comes out: it does not return. Memory is freed when the reply is sent.
 */
#ifndef BACKPROOF_H
#define BACKPROOF_H

#include <cjson/cJSON.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BP_AXES = 8, BP_BASE64_ABOVE = 4096 /* entries above which a tensor travels as bytes */ };

typedef struct { int rank; size_t size[BP_AXES]; } bp_shape;
typedef struct { bp_shape shape; size_t length; double *data; /* row-major */ } bp_tensor;
typedef struct {
    bp_tensor W, b;         /* W is [out, in], unless the engine's weights are "in_out" */
    const char *activation;
    double alpha;           /* NAN: not given */
} bp_layer;
typedef struct {
    const char *name, *reduction;
    double clip;            /* NAN: not clipped */
    double l2;              /* adds l2/2 Σ W² */
} bp_loss;
typedef struct {
    const char *kind;
    int layer_count;
    bp_layer *layers;
    bp_loss loss;
    bp_tensor x, p, target; /* features × samples, unless the engine's samples are "rows"; empty where the kind has none */
    const cJSON *json;      /* the whole question */
    const cJSON *want;      /* {"values": [names], "gradients": [names]} */
} bp_question;

typedef const char *const *bp_list;
#define BP_LIST(...) ((const char *const[]){__VA_ARGS__, NULL})
typedef struct {
    const char *name, *version;
    bp_list answers;                         /* kinds of question that it takes; NULL: all are asked */
    bp_list activations, losses, ops;        /* what it knows, all else is answered "unsupported"; NULL: all is asked */
    bp_list profiles;                        /* conformance profiles that it claims: what one requires it must then answer; NULL: none */
    const char *dtype;                       /* in which it computes and is judged; NULL: "float64" */
    const char *weights, *samples;           /* "in_out" and "rows" turn round what otherwise is z = W x, with samples in columns */
    void (*answer)(const bp_question *);     /* fills values and gradients */
    void (*evaluate)(const bp_question *);   /* forward only, fills values: backproof then holds gradients to the engine's own loss */
    void (*reset)(void);                     /* forgets everything */
} bp_engine;

/* Memory for one answer: blocks in a chain. */

typedef struct bp_block { struct bp_block *next; double numbers[]; } bp_block;
typedef struct bp_named { struct bp_named *next; const char *name; bp_tensor tensor; } bp_named;
static struct {
    FILE *replies;
    bp_block *blocks;
    bp_named *values, *gradients;
    jmp_buf failed;
    const char *failure;
    char message[512];
} bp;

/** Memory, all 0, until the reply is sent. */
static inline void *bp_new(size_t bytes) {
    bp_block *block = calloc(1, sizeof *block + bytes);
    if (!block) abort();
    block->next = bp.blocks;
    bp.blocks = block;
    return block->numbers;
}
static inline void bp_free(bp_block *until) {
    for (bp_block *next; bp.blocks != until; bp.blocks = next) {
        next = bp.blocks->next;
        free(bp.blocks);
    }
    bp.values = bp.gradients = NULL;
}

/* What an author answers with. */

static const bp_shape bp_scalar = {0, {0}};
static inline bp_shape bp_vector(size_t length) { return (bp_shape){1, {length}}; }
static inline bp_shape bp_matrix(size_t rows, size_t columns) { return (bp_shape){2, {rows, columns}}; }
static inline bp_tensor bp_zeros(bp_shape shape) {
    size_t length = 1;
    for (int k = 0; k < shape.rank; k++) length *= shape.size[k];
    return (bp_tensor){shape, length, bp_new((length + 1) * sizeof(double))};
}
static inline double *bp_add(bp_named **list, bp_shape shape, const char *name) {
    bp_named *added = bp_new(sizeof *added);
    *added = (bp_named){*list, name, bp_zeros(shape)};
    return (*list = added)->tensor.data;
}
/** Numbers to fill with a value, and with ∂L/∂name; the name must live as long as the answer. */
static inline double *bp_value(bp_shape shape, const char *name) { return bp_add(&bp.values, shape, name); }
static inline double *bp_gradient(bp_shape shape, const char *name) { return bp_add(&bp.gradients, shape, name); }
/** A name: `bp_name("W%d", k)`. */
__attribute__((format(printf, 1, 2))) static inline const char *bp_name(const char *format, ...) {
    char *name = bp_new(64);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(name, 64, format, arguments);
    va_end(arguments);
    return name;
}
/** Ends the answer: "unsupported", "rejected" or "numeric", and why. Does not return. */
__attribute__((noreturn, format(printf, 2, 3))) static inline void bp_fail(const char *kind, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(bp.message, sizeof bp.message, format, arguments);
    va_end(arguments);
    bp.failure = kind;
    longjmp(bp.failed, 1);
}

/* From the wire. Doubles are little-endian there, and so are the machines that this is for. */

static inline cJSON *bp_get(const cJSON *object, const char *key) { return cJSON_GetObjectItemCaseSensitive(object, key); }
static inline const char *bp_text(const cJSON *object, const char *key) {
    const char *text = cJSON_GetStringValue(bp_get(object, key));
    return text ? text : "";
}
static const char bp_letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
static inline void bp_decode64(const char *text, unsigned char *bytes, size_t count) {
    unsigned char sextets[256] = {0};
    for (unsigned char k = 0; k < 64; k++) sextets[(unsigned char)bp_letters[k]] = k;
    uint32_t bits = 0;
    for (int held = 0; count && *text; text++) {
        bits = bits << 6 | sextets[(unsigned char)*text];
        if ((held += 6) >= 8) *bytes++ = (unsigned char)(bits >> (held -= 8)), count--;
    }
}
static inline double *bp_fill(double *at, const cJSON *json) {
    if (!cJSON_IsArray(json)) {
        *at = cJSON_IsString(json) ? strtod(json->valuestring, NULL) : json->valuedouble; /* "NaN", "Infinity", "-0" */
        return at + 1;
    }
    for (json = json->child; json; json = json->next) at = bp_fill(at, json);
    return at;
}
/** A tensor from a number, nested lists, or the bytes of an array; empty if there is none. */
static inline bp_tensor bp_read(const cJSON *json) {
    bp_shape shape = bp_scalar;
    const cJSON *size, *level = json;
    cJSON_ArrayForEach(size, bp_get(json, "shape")) if (shape.rank < BP_AXES) shape.size[shape.rank++] = (size_t)size->valuedouble;
    for (; cJSON_IsArray(level) && shape.rank < BP_AXES; level = level->child) shape.size[shape.rank++] = (size_t)cJSON_GetArraySize(level);
    bp_tensor tensor = bp_zeros(json ? shape : bp_vector(0));
    if (cJSON_IsObject(json)) bp_decode64(bp_text(json, "base64"), (unsigned char *)tensor.data, tensor.length * sizeof(double));
    else if (json) bp_fill(tensor.data, json);
    return tensor;
}
static inline double bp_number(const cJSON *object, const char *key, double otherwise) {
    const cJSON *number = bp_get(object, key);
    return number ? number->valuedouble : otherwise;
}
static inline const char *bp_known(bp_list known, const char *what, const char *name) {
    while (known && *known && strcmp(*known, name)) known++;
    if (known && !*known) bp_fail("unsupported", "%s:%s", what, name);
    return name;
}
/** The question with real tensors in it, if it is one that this engine takes. */
static inline bp_question bp_question_of(const bp_engine *engine, const cJSON *json, const cJSON *want) {
    const cJSON *loss = bp_get(json, "loss"), *layers = bp_get(json, "layers"), *part;
    bp_question q = {.kind = bp_known(engine->answers, "question", bp_text(json, "kind")), .json = json, .want = want};
    if (loss) bp_known(engine->losses, "loss", bp_text(loss, "name"));
    cJSON_ArrayForEach(part, bp_get(json, "nodes")) bp_known(engine->ops, "op", bp_text(part, "op"));
    q.loss = (bp_loss){bp_text(loss, "name"), bp_text(loss, "reduction"), bp_number(loss, "clip", NAN), bp_number(loss, "l2", 0)};
    q.layers = bp_new((size_t)cJSON_GetArraySize(layers) * sizeof *q.layers);
    cJSON_ArrayForEach(part, layers) q.layers[q.layer_count++] = (bp_layer){
        .activation = bp_known(engine->activations, "activation", bp_text(part, "activation")),
        .W = bp_read(bp_get(part, "W")), .b = bp_read(bp_get(part, "b")), .alpha = bp_number(part, "alpha", NAN)};
    q.x = bp_read(bp_get(json, "x"));
    q.p = bp_read(bp_get(json, "p"));
    q.target = bp_read(bp_get(json, "target"));
    return q;
}
/** The question with some of its inputs replaced: `W1` is the W of the first layer, `t` the target. */
static inline cJSON *bp_moved(const cJSON *question, const cJSON *point) {
    cJSON *moved = cJSON_Duplicate(question, 1), *input;
    const char *kind = bp_text(question, "kind");
    cJSON *named = !strcmp(kind, "graph") ? bp_get(moved, "inputs") : !strcmp(kind, "expression") ? bp_get(moved, "at") : NULL;
    cJSON_ArrayForEach(input, point) {
        const char *name = input->string;
        bool is_parameter = !named && strchr("Wb", *name);
        cJSON *layer = is_parameter ? cJSON_GetArrayItem(bp_get(moved, "layers"), atoi(name + 1) - 1) : NULL;
        const char *key = is_parameter ? (*name == 'W' ? "W" : "b") : !named && !strcmp(name, "t") ? "target" : name;
        cJSON_ReplaceItemInObjectCaseSensitive(layer ? layer : named ? named : moved, key, cJSON_Duplicate(input, 1));
    }
    return moved;
}

/* To the wire. */

static inline cJSON *bp_encode_number(double x) {
    char digits[32];
    if (isnan(x)) return cJSON_CreateString("NaN");
    if (isinf(x)) return cJSON_CreateString(x > 0 ? "Infinity" : "-Infinity");
    if (x == 0 && signbit(x)) return cJSON_CreateString("-0");
    snprintf(digits, sizeof digits, "%.17g", x);
    return cJSON_CreateRaw(digits); /* reads back as the same double; what cJSON makes of a number need not */
}
static inline cJSON *bp_encode_nested(const bp_shape *shape, int axis, const double **at) {
    if (axis == shape->rank) return bp_encode_number(*(*at)++);
    cJSON *list = cJSON_CreateArray();
    for (size_t k = 0; k < shape->size[axis]; k++) cJSON_AddItemToArray(list, bp_encode_nested(shape, axis + 1, at));
    return list;
}
static inline cJSON *bp_encode64(const unsigned char *bytes, size_t count) {
    char *text = bp_new(count / 3 * 4 + 5), *at = text;
    for (; count; bytes += 3, count -= count < 3 ? count : 3) {
        uint32_t bits = (uint32_t)bytes[0] << 16 | (count > 1 ? bytes[1] << 8 : 0) | (count > 2 ? bytes[2] : 0);
        *at++ = bp_letters[bits >> 18];
        *at++ = bp_letters[bits >> 12 & 63];
        *at++ = count > 1 ? bp_letters[bits >> 6 & 63] : '=';
        *at++ = count > 2 ? bp_letters[bits & 63] : '=';
    }
    return cJSON_CreateString(text);
}
static inline cJSON *bp_encode(const bp_tensor *tensor) {
    const double *at = tensor->data;
    if (tensor->length <= BP_BASE64_ABOVE) return bp_encode_nested(&tensor->shape, 0, &at);
    cJSON *packed = cJSON_CreateObject(), *shape = cJSON_AddArrayToObject(packed, "shape");
    for (int k = 0; k < tensor->shape.rank; k++) cJSON_AddItemToArray(shape, cJSON_CreateNumber((double)tensor->shape.size[k]));
    cJSON_AddStringToObject(packed, "dtype", "float64");
    cJSON_AddItemToObject(packed, "base64", bp_encode64((const unsigned char *)at, tensor->length * sizeof(double)));
    return packed;
}
static inline cJSON *bp_encode_named(const bp_named *list) {
    cJSON *record = cJSON_CreateObject();
    for (; list; list = list->next) cJSON_AddItemToObject(record, list->name, bp_encode(&list->tensor));
    return record;
}
static inline void bp_add_list(cJSON *object, const char *key, bp_list list) {
    int count = 0;
    while (list && list[count]) count++;
    if (list) cJSON_AddItemToObject(object, key, cJSON_CreateStringArray((const char **)list, count));
}

/* The conversation. */

__attribute__((constructor)) static void bp_take_stdout(void) { /* at a terminal there is no protocol to protect */
    bp.replies = isatty(1) ? stdout : fdopen(dup(1), "w");
    if (!isatty(1)) dup2(2, 1);
}
static inline void bp_hello(cJSON *reply, const bp_engine *engine) {
    cJSON_AddNumberToObject(reply, "protocol", 1);
    cJSON *about = cJSON_AddObjectToObject(reply, "engine");
    cJSON_AddStringToObject(about, "name", engine->name ? engine->name : "engine");
    cJSON_AddStringToObject(about, "language", "c");
    if (engine->version) cJSON_AddStringToObject(about, "version", engine->version);
    bp_add_list(reply, "answers", engine->answers);
    bp_add_list(reply, "profiles", engine->profiles);
    bp_add_list(reply, "encodings", BP_LIST("json", "base64"));
    cJSON *supports = cJSON_AddObjectToObject(reply, "supports"), *layout = cJSON_AddObjectToObject(reply, "layout");
    bp_add_list(supports, "activations", engine->activations);
    bp_add_list(supports, "losses", engine->losses);
    bp_add_list(supports, "ops", engine->ops);
    cJSON_AddStringToObject(layout, "weights", engine->weights ? engine->weights : "out_in");
    cJSON_AddStringToObject(layout, "samples", engine->samples ? engine->samples : "columns");
    cJSON_AddStringToObject(reply, "dtype", engine->dtype ? engine->dtype : "float64");
    cJSON_AddBoolToObject(reply, "evaluates", engine->evaluate != NULL);
}
static inline void bp_reply(cJSON *reply, const bp_engine *engine, cJSON *message) {
    const char *op = bp_text(message, "op");
    if (!strcmp(op, "hello")) {
        bp_hello(reply, engine);
    } else if (!strcmp(op, "echo")) {
        bp_tensor x = bp_read(bp_get(message, "x"));
        cJSON_AddItemToObject(reply, "x", bp_encode(&x));
    } else if (!strcmp(op, "ask") && engine->answer) {
        bp_question question = bp_question_of(engine, bp_get(message, "question"), bp_get(message, "want"));
        engine->answer(&question);
        cJSON_AddItemToObject(reply, "values", bp_encode_named(bp.values));
        cJSON_AddItemToObject(reply, "gradients", bp_encode_named(bp.gradients));
    } else if (!strcmp(op, "evaluate") && engine->evaluate) {
        const cJSON *point;
        cJSON *values = cJSON_AddArrayToObject(reply, "values");
        cJSON_ArrayForEach(point, bp_get(message, "points")) {
            bp_block *before = bp.blocks;
            cJSON *moved = bp_moved(bp_get(message, "question"), point);
            bp_question question = bp_question_of(engine, moved, bp_get(message, "want"));
            engine->evaluate(&question);
            cJSON_AddItemToArray(values, bp_encode_named(bp.values));
            cJSON_Delete(moved);
            bp_free(before);
        }
    } else if (!strcmp(op, "reset")) {
        if (engine->reset) engine->reset();
    } else if (strcmp(op, "bye")) {
        bp_fail("unsupported", "op:%s", op);
    }
}
/** Answers questions until there are no more; what main returns. */
static inline int bp_serve(bp_engine engine) {
    char *line = NULL;
    size_t room = 0;
    if (isatty(0)) fputs("An engine, waiting for questions. Judge it: backproof run cmd:./engine\n", stderr);
    for (int over = 0; !over && getline(&line, &room, stdin) > 0;) {
        cJSON *message = cJSON_Parse(line), *volatile reply = cJSON_CreateObject();
        cJSON_AddNumberToObject(reply, "id", bp_number(message, "id", 0));
        bp.failure = NULL;
        if (!setjmp(bp.failed)) bp_reply(reply, &engine, message);
        cJSON_AddBoolToObject(reply, "ok", !bp.failure);
        if (bp.failure) {
            cJSON *error = cJSON_AddObjectToObject(reply, "error");
            cJSON_AddStringToObject(error, "kind", bp.failure);
            cJSON_AddStringToObject(error, "what", bp.message);
        }
        char *text = cJSON_PrintUnformatted(reply);
        fprintf(bp.replies, "%s\n", text);
        fflush(bp.replies);
        fflush(stdout);
        over = !strcmp(bp_text(message, "op"), "bye");
        free(text);
        cJSON_Delete(reply);
        cJSON_Delete(message);
        bp_free(NULL);
    }
    free(line);
    return 0;
}

#endif
