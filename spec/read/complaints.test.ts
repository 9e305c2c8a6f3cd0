/** Every kind of complaint, each with its exact place; and the fixture that is right beside those that are wrong. */
import { describe, expect, test } from "vitest";
import type { Complaint } from "../report.ts";
import { readFixture } from "./fixture.ts";
import { formula, graph, head, net, training } from "./texts.ts";

const read = (text: string) => readFixture("dir/f.yaml", text, "dir/f");
const complaintsOf = (text: string): readonly Complaint[] => {
  const result = read(text);
  return "complaints" in result ? result.complaints : [];
};
const short = (text: string) =>
  complaintsOf(text).map(({ line, column, message }) => `${line}:${column} ${message}`);

/** what is wrong · its text · where the first complaint must point · what it must say · what the hint must say */
// biome-ignore format: a table, one row a line
const wrong: readonly (readonly [string, string, string, RegExp, RegExp?])[] = [
  ["an unknown key", `${formula("y = x")}guard: [a]\n`, "6:1", /no key "guard"/, /did you mean guards/],
  ["a key of another habit", net({ b: "[0, 0, 0]\n      bias: [1]" }), "8:7", /a layer has no key "bias"/, /called b/],
  ["a missing key", "title: t\nsource: {}\nexpression: y = 2\n", "1:1", /needs the key clause/, /CHAIN-2/],
  ["a missing key further in", net({ loss: "{ name: mse }" }), "10:3", /needs the key reduction/],
  ["a mapping where a list belongs", `${head}network: { layers: { W: 1 }, loss: { name: mse, reduction: sum }, x: [[1]], target: [[1]] }\n`, "4:20", /expected a list, not a mapping/, /\[a, b\]/],
  ["a number where text belongs", formula("y = x").replace("title: t", "title: 7"), "1:8", /expected text, not 7/],
  ["nothing where a tensor belongs", net({ x: "" }), "11:6", /not nothing/],
  ["an unknown clause", formula("y = x").replace("CHAIN-1", "CHIAN-1"), "2:9", /no clause "CHIAN-1"/, /CHAIN-1/],
  ["an unknown activation", net({ f: "sigmoyd" }), "8:19", /no activation "sigmoyd"/, /did you mean sigmoid/],
  ["an unknown loss", net({ loss: "{ name: msle, reduction: mean }" }), "10:17", /no loss "msle"/, /mse/],
  ["an unknown reduction", net({ loss: "{ name: mse, reduction: avg }" }), "10:33", /no reduction/, /batchmean/],
  ["an unknown operation", graph("    - { out: y, op: tnah, in: [x] }\n"), "8:21", /no operation "tnah"/, /tanh/],
  ["a W that does not fit the layer before", net({ W: "[[0.1, 0.3, 1], [0.2, 0.4, 1], [0.3, 0.5, 1]]" }), "6:10", /W1 is \[3, 3\]; it must be \[3, 2\]/, /x has 2 rows/],
  ["a W that is transposed", net({ W: "[[1, 2, 3], [4, 5, 6]]", b: "[0, 0]" }), "6:10", /W1 is \[2, 3\]/, /transposed/],
  ["a b of the wrong length", net({ b: "[1, 2]" }), "7:10", /b1 is \[2\]; it must be \[3\]/],
  ["a b that is a column", net({ b: "[[1], [2], [3]]" }), "7:10", /b1 is \[3, 1\]/, /flat list/],
  ["an x that is no matrix", net({ x: "[0.5, 0.8]" }), "11:6", /x is \[2\]/, /column/],
  ["a target with other columns", net({ t: "[[1.0, 2.0]]" }), "12:11", /target is \[1, 2\]; it must be \[1, 1\]/],
  ["a target of a loss with another shape", `${head}loss: { name: mse, reduction: mean, p: [1, 2], target: [1] }\n`, "4:56", /target is \[1\]/],
  ["a ragged list", net({ W: "[[0.1, 0.3], [0.2], [0.3, 0.5]]" }), "6:23", /has 1 entries, the first of its level 2/],
  ["a number among lists", net({ W: "[[0.1, 0.3], 7, [0.3, 0.5]]" }), "6:23", /a number where the entries before it are lists/],
  ["a list among numbers", net({ b: "[1, [2], 3]" }), "7:14", /a list where the entries before it are numbers/],
  ["an empty list", net({ b: "[]" }), "7:10", /this list is empty/],
  ["text among numbers", net({ b: "[1, two, 3]" }), "7:14", /expected a number, not the text "two"/],
  ["a quoted number", net({ b: '[1, "2", 3]' }), "7:14", /expected a number/, /without quotes/],
  ["NaN", net({ b: "[1, .nan, 3]" }), "7:14", /\.nan is not a finite number/],
  ["a number too great for a double", net({ b: "[1, 1e999, 3]" }), "7:14", /1e999 is not a finite number/, /1\.8e308/],
  ["a number too small for a double", net({ b: "[1, 1e-999, 3]" }), "7:14", /as a double it is 0/],
  ["a number that is not decimal", net({ b: "[1, 0x1F, 3]" }), "7:14", /0x1F is not written in decimal/, /31/],
  ["a tag that is not ours", net({ b: "!!binary abc" }), "7:19", /not abc/],
  ["a sidecar that leaves the folder", net({ x: "!file ../../etc/passwd" }), "11:12", /stands beside this one/],
  ["a sidecar that is not there", net({ x: "!file none.json" }), "11:12", /none\.json cannot be read/],
  ["a key that stands twice", `${formula("y = x")}title: again\n`, "6:1", /stands twice/],
  ["a mapping that is indented badly", `${head}network:\n  layers: []\n   x: 1\n`, "6:1", /same column/, /alike/],
  ["a tab as indentation", `${head}network:\n\tlayers: []\n`, "5:1", /tab/, /spaces/],
  ["a bracket that is left open", `${head}at: [1, 2\nexpression: y = 1\n`, "5:1", /Flow sequence/, /close every/],
  ["a quote that is left open", `${head}expression: "y = 1\n`, "5:1", /quote/],
  ["a second document", `${formula("y = x")}---\ntitle: u\n`, "6:1", /second document/],
  ["an empty file", "", "1:1", /empty/],
  ["a list as a file", "- 1\n", "1:1", /expected a mapping, not a list/],
  ["900,000 nested brackets", `${head}at: ${"[".repeat(900_000)}`, "4:37", /nested more than 32 deep/],
  ["a file that is too big", `${head}at: ${"x".repeat(1_000_001)}`, "1:1", /characters/, /!file/],
  ["aliases, however they multiply", `a: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]\n`, "2:8", /aliases are not read: \*a/],
  ["a hostile expression", formula("y = import(x)"), "4:17", /no function import/],
  ["an expression with text", formula("y = x['constructor']"), "4:18", /"\[" has no meaning/],
  ["an implicit product", formula("y = 2 x"), "4:19", /two values side by side/, /write 2 \* x/],
  ["a name that is not defined", formula("y = x + q"), "4:21", /q is not defined/, /x/],
  ["a name that is not defined, in a where line", formula("y = u", "where: [ u = x, v = 2*q ]\nat: { x: 1 }\n"), "5:23", /q is not defined/],
  ["a formula cut by its comma", formula("y = u", "where: [ u = max(x, 1) ]\nat: { x: 1 }\n"), "5:19", /bracket is not closed/, /quote/],
  ["a cycle of formulas", formula("y = u", "where: [ u = v, v = x*u ]\nat: { x: 1 }\n"), "5:10", /a cycle: u → v → u/],
  ["a formula without a name", formula("x + 1"), "4:13", /needs a name on the left/],
  ["a name used twice", formula("y = x", "where: [ x = 2 ]\nat: { x: 1 }\n"), "5:10", /x is defined twice/],
  ["a value that is no scalar", formula("y = x", "at: { x: [1, 2] }\n"), "5:10", /over scalars/],
  ["a name that JavaScript owns", formula("y = 2", "at: { constructor: 1 }\n"), "5:7", /constructor/],
  ["a cycle of nodes", graph("    - { out: y, op: add, in: [x, z] }\n    - { out: z, op: exp, in: [y] }\n"), "8:14", /a cycle: y → z → y/],
  ["an operand that is nowhere", graph("    - { out: y, op: add, in: [x, ww] }\n"), "8:34", /ww is not defined/, /known: x, w, y/],
  ["a node defined twice", graph("    - { out: x, op: exp, in: [w] }\n", "seed: { x: [1, 2] }"), "8:14", /x is defined twice/],
  ["operands that do not fit", graph("    - { out: y, op: matmul, in: [x, w] }\n"), "8:14", /two matrices/],
  ["a seed of another shape", graph("    - { out: y, op: add, in: [x, w] }\n", "seed: { y: [1, 2, 3] }"), "6:11", /the seed of y is \[3\]/],
  ["a seed that names nothing", graph("    - { out: y, op: add, in: [x, w] }\n", "seed: { q: 1 }"), "6:11", /q is not defined/],
  ["an expected name that is nowhere", `${formula("y = x")}expect: { values: { q: 1 } }\n`, "6:21", /no "q"/, /x, y/],
  ["an expected name with a slash", `${formula("y = 2*x")}expect: { values: { y/1: 1 } }\n`, "6:21", /no "y\/1"/],
  ["an expected shape that is wrong", net({ more: "expect: { gradients: { b1: [1, 2] } }\n" }), "13:28", /b1 is \[3\], but \[2\]/],
  ["a printed text that is no number", `${formula("y = x")}expect: { printed: { values: { y: about 3 } } }\n`, "6:35", /expected a number/, /digits/],
  ["a wanted name that is nowhere", net({ more: "want: { values: [z9] }\n" }), "13:18", /no "z9"/, /z1/],
  ["a step beyond the last", training("expect: { gradients: { L@3: 1 } }\n"), "15:24", /there are 3 updates/, /L@2/],
  ["a name without a step", training("expect: { values: { L: 1 } }\n"), "15:21", /names no step/, /L@0/],
  ["a reported loss that is not there", training("falling: [R]\nexpect: { falling: [R] }\n"), "15:1", /no key "falling"/],
  ["a training run of which nothing is asked", training(""), "5:3", /nothing is asked/],
  ["a learning rate that is not above 0", training("expect: { falling: [L] }\n", "0"), "11:17", /learning rate/],
  ["falling without steps", net({ more: "expect: { falling: [L] }\n" }), "13:20", /only a training run/],
  ["two questions", `${net()}expression: y = 1\n`, "5:3", /one question, not expression and network/],
  ["no question", head, "1:1", /asks a question/],
  ["where without an expression", net({ more: "where: [u = 1]\n" }), "13:8", /where belongs to an expression/],
  ["a clip on a loss that has none", net({ loss: "{ name: mse, reduction: mean, clip: 0.1 }" }), "10:45", /mse is not clipped/],
  ["a clip that leaves nothing", net({ loss: "{ name: bce, reduction: mean, clip: 0.5 }" }), "10:45", /below 0\.5/],
  ["an alpha where there is none", net({ f: "relu\n      alpha: 0.1" }), "9:14", /relu takes no alpha/],
  ["a convention without a place", `${formula("y = x")}accepts: { relu: [0, 1] }\n`, "6:12", /not a convention/, /relu'\(0\)/],
  ["a convention upside down", `${formula("y = x")}accepts: { "relu'(0)": [1, 0] }\n`, "6:24", /smaller one first/],
  ["a guard that is no name", `${formula("y = x")}guards: [Not This]\n`, "6:10", /not a name/],
  ["a printed number that does not round from the certified one", `${formula("y = x")}expect:\n  printed: { values: { y: 3.01 } }\n  certified: { values: { y: 3 } }\n`, "7:27", /y is printed as 3\.01, but certified as 3$/, /3\.01 promises ± 0\.005/],
  ["a printed integer that is not the certified one", `${formula("y = x")}expect: { printed: { values: { y: 4 } }, values: { y: 3 } }\n`, "6:35", /printed as 4/, /equality/],
  ["printed entries that are not the certified ones", net({ more: "expect: { printed: { gradients: { b1: [0.1, 0.21, 0.31] } }, gradients: { b1: [0.1, 0.2, 0.3] } }\n" }), "13:45", /b1\[1\] is printed as 0\.21, but certified as 0\.2, and 1 more of b1$/],
  ["points below 0", `${formula("y = x")}points: -1\n`, "6:9", /whole number/],
];

describe("every complaint has its place, its message and its hint", () => {
  const cases = wrong.map(([name, text, place, message, hint]) => ({ name, text, place, message, hint }));
  test.each(cases)("$name", ({ text, place, message, hint }) => {
    const [first] = complaintsOf(text);
    expect(`${first?.line}:${first?.column} ${first?.message}`).toMatch(new RegExp(`^${place} `));
    expect(first.message).toMatch(message);
    if (hint) expect(first.hint).toMatch(hint);
    expect(first.file).toBe("dir/f.yaml");
    expect(first.frame).toMatch(/\^/);
  });

  test("and what they start from is right", () => {
    for (const text of [
      net(),
      formula("y = x"),
      training("expect: { falling: [L] }\n"),
      graph("    - { out: y, op: add, in: [x, w] }\n"),
    ]) {
      expect(short(text)).toEqual([]);
    }
  });

  test("the caret stands below the place", () => {
    const [first] = complaintsOf(net({ f: "sigmoyd" }));
    const [, line, caret] = first.frame.split("\n");
    expect(line.slice(caret.indexOf("^"), caret.lastIndexOf("^") + 1)).toBe("sigmoyd");
  });

  test("several problems of a file are told together, in the order of the text", () => {
    const text = net({ f: "sigmoyd", b: "[1, x, 3]", x: "[[1], [2, 3]]", more: "guard: []\n" });
    expect(short(text).map((line) => line.split(" ")[0])).toEqual(["7:14", "8:19", "11:12", "13:1"]);
  });

  test("very many are counted", () => {
    const guards = Array.from({ length: 500 }, (_, k) => `Not_${k}`).join(", ");
    const complaints = complaintsOf(`${formula("y = x")}guards: [${guards}]\n`);
    expect(complaints.length).toBe(21);
    expect(complaints[20].message).toBe("and 480 more like these");
  });
});

/** One slip · its text · the one complaint */
// biome-ignore format: a table, one row a line
const slips: readonly (readonly [string, string, string])[] = [
  ["a line that is indented too far", net().replace("  x:", "   x:"), "11:1 All mapping items must start at the same column"],
  ["a block that is not indented", net().replace("    - W", "- W"), "5:10 a mapping starts in the middle of a line"],
  ["a tab, wherever the parser stumbles first", net().replace("      b:", "\tb:"), "7:1 a tab is used as indentation"],
  ["a bracket too many", net({ b: "[0.1, 0.2, 0.3]]" }), '7:25 Unexpected flow-seq-end token in YAML stream: "]"'],
  ["a comma left out of a matrix", net({ W: "[[0.1 0.3], [0.2, 0.4], [0.3, 0.5]]" }), '6:12 expected a number, not the text "0.1 0.3"; 2 more of this tensor may follow from it'],
  ["a row too short", net({ W: "[[0.1], [0.2, 0.4], [0.3, 0.5]]" }), "6:18 this list has 2 entries, the first of its level 1; 1 more of this tensor may follow from it"],
  ["a row left out", net({ W: "[[0.1, 0.3], [0.2, 0.4]]" }), "7:10 b1 is [3]; it must be [2], one entry a row of W1"],
  ["a key that is required, misspelt", net({ loss: "{ name: mse, redution: mean }" }), '10:22 a loss has no key "redution"'],
  ["a key that is optional, misspelt", graph("    - { repat: 3, out: \"y{k}\", op: tanh, in: [x] }\n", "seed: { y3: [1, -2] }"), '8:9 a node has no key "repat"'],
  ["the key of the question, misspelt", net().replace("network:", "netwrk:"), '4:1 a fixture has no key "netwrk"'],
  ["a quote left out before commas", net().replace("chapter: 4", "note one: a, b, c"), '3:11 a source has no keys "note one", "b", "c"'],
  ["a colon left out", net({ loss: "{ name mse, reduction: mean }" }), '10:11 a loss has no key "name mse"'],
  ["several keys left out", "expression: y = 2\n", "1:1 a fixture needs the keys title, clause, source"],
  ["a value that cannot be read, and is used elsewhere", formula("y = u", "where: [u = x]\nat: { x: one }\n"), '6:10 expected a number, not the text "one"'],
  ["a formula that cannot be read, and is used elsewhere", formula("y = u", "where: [u = 2 x x]\nat: { x: 1 }\n"), "5:15 two values side by side"],
  ["a node that does not fit, and is used elsewhere", graph("    - { out: h, op: add, in: [x] }\n    - { out: y, op: exp, in: [h] }\n"), "8:14 add takes 2 operand(s), not 1"],
  ["a name that is nowhere, asked in several lines", training("want:\n  values:\n    - R@0\n    - R@1\n  gradients:\n    - R@2\n"), '17:7 this case has no "R" (and in lines 18, 20)'],
  ["an operand that is nowhere, of a node that repeats", graph('    - { repeat: 9, out: "y{k}", op: add, in: [x, "z{k}"] }\n', "seed: { y3: [1, -2] }"), "8:50 z1 is not defined"],
];

describe("one slip is one complaint", () => {
  test.each(slips)("%s", (_, text, complaint) => expect(short(text)).toEqual([complaint]));

  test("and two are two", () => {
    const text = net({ W: "[[0.1 0.3], [0.2, 0.4], [0.3, 0.5]]", loss: "{ name: mse, redution: mean }" });
    expect(short(text).map((line) => line.split(" ")[0])).toEqual(["6:12", "10:22"]);
  });

  test("or two at the most, whatever line of a fixture is moved or left out, and whatever character", () => {
    const most = (text: string) => Math.max(...[...damaged(text)].map((slip) => complaintsOf(slip).length));
    const texts = [net({ more: "guards: [a-bug]\n" }), formula("y = u", "where: [u = 2*x]\nat: { x: 1 }\n")];
    for (const text of texts) expect(most(text)).toBeLessThanOrEqual(2);
  });
});

/** Every line moved by a space or two, or left out; every character left out. */
function* damaged(text: string): Generator<string> {
  const lines = text.split("\n");
  for (const [i, line] of lines.entries()) {
    const others = [`  ${line}`, ` ${line}`, line.replace(/^ /, ""), line.replace(/^ {2}/, "")];
    for (const other of others) yield lines.with(i, other).join("\n");
    yield lines.toSpliced(i, 1).join("\n");
  }
  for (let at = 0; at < text.length; at++) yield text.slice(0, at) + text.slice(at + 1);
}
