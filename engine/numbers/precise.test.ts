/** Decimals of many digits: exact where they enter, right in every digit where they leave. */
import { expect, test } from "vitest";
import type { ElementaryName } from "../../spec/numbers.ts";
import { tensor } from "../../spec/tensor.ts";
import { precise, toDoubleDouble } from "./precise.ts";

const n = precise(64);
const read = (...text: string[]) => n.fromText([text.length], text);

/** 64 digits, worked out by mpmath 1.3 at 120 digits. */
const known: readonly (readonly [ElementaryName, string, string])[] = [
  ["exp", "1", "2.718281828459045235360287471352662497757247093699959574966967628"],
  ["exp", "-1000.5", "3.078724698804883464177286839363786373009314633327214585325691792e-435"],
  ["log", "3", "1.098612288668109691395245236922525704647490557822749451734694334"],
  [
    "log",
    "1.000000000000000000000000000001",
    "9.999999999999999999999999999995000000000000000000000000000003333e-31",
  ],
  ["tanh", "0.3", "0.2913126124515909058182212728237659281535968049176121744143124196"],
  ["tanh", "-3", "-0.9950547536867304513318801852554884750978138547002824918238788151"],
  ["tanh", "1e-40", "1e-40"],
  ["sigmoid", "-700", "9.859676543759770856705372947849465105115600181400941710586466768e-305"],
  ["sigmoid", "3", "0.9525741268224332191211518482282477986138205675793908992821119912"],
  ["softplus", "-50", "1.928749847963917783017156812728211532954684690357056332195642559e-22"],
  ["softplus", "50", "50.00000000000000000000019287498479639177830171568127282115329547"],
  ["softplus", "-0.1", "0.6443966600735708948300991083156580419055490232449290767188755391"],
  ["softplus", "-3", "0.04858735157374205875892591985468999794188164282810862053084698049"],
  ["erf", "1e-30", "1.128379167095512573896158903121545171688101258657997713688171067e-30"],
  ["erf", "0.5", "0.5204998778130465376827466538919645287364515757579637000588057256"],
  ["erf", "-3", "-0.9999779095030014145586272238704176796201522929126007503427610452"],
  ["erf", "8", "0.9999999999999999999999999999887757028270170729200321115568297209"],
  ["erf", "13", "1"],
  ["sqrt", "2", "1.414213562373095048801688724209698078569671875376948073176679738"],
];

test("elementary functions are right in all 64 digits", () => {
  for (const [name, x, value] of known) {
    expect(n.toText(n.elementary(name, read(x))), `${name}(${x})`).toEqual([value]);
  }
});

test("a wrong last digit is seen", () => {
  const [name, x, value] = known[0];
  expect(n.toText(n.elementary(name, read(x)))).not.toEqual([value.replace(/8$/, "9")]);
});

test("a double enters as what it is, not as its shortest decimal", () => {
  const [tenth, least, whole, negative] = n.toText(n.from(tensor([4], [0.1, 5e-324, 2 ** 70, -0.375])));
  expect(tenth).toBe("0.1000000000000000055511151231257827021181583404541015625");
  expect(tenth).not.toBe("0.1");
  expect(least).toMatch(/^4\.94065645841246544176568792868221372365059802614324764425585682.*e-324$/);
  expect(least.length).toBe(751 + 1 + "e-324".length);
  expect([whole, negative]).toEqual(["1.180591620717411303424e+21", "-0.375"]);
  const doubles = tensor([5], [Math.PI, -1e-310, Number.MAX_VALUE, Number.POSITIVE_INFINITY, Number.NaN]);
  expect(n.round(n.from(doubles))).toEqual(doubles);
});

test("text enters with all its digits and leaves with them; what is no decimal is refused", () => {
  const digits = "0.12345678901234567890123456789012345678901234567890123456789012345678901234567891";
  expect(n.toText(read(digits, "1e-3", "-.5", "2.", "1E5"))).toEqual([
    digits,
    "0.001",
    "-0.5",
    "2",
    "100000",
  ]);
  for (const text of ["", "x", "1/3", "0x10", "Infinity", "1e", "--1", "1_000"]) {
    expect(() => read(text)).toThrow("is not a decimal number");
  }
  expect(() => n.fromText([2], ["1"])).toThrow("1 numbers do not fill [2]");
});

test("two precisions live side by side", () => {
  const third = (digits: number) => {
    const system = precise(digits);
    return system.toText(system.divide(system.fromText([], ["1"]), system.fromText([], ["3"])))[0];
  };
  expect([third(20), third(64), third(20), third(30)].map((text) => text.length - 2)).toEqual([
    20, 64, 20, 30,
  ]);
  expect(precise(30)).toBe(precise(30));
});

test("powers take any base with an integer exponent, and 0 to the 0 is 1", () => {
  const powers = n.pow(read("-2", "0", "2", "10", "-2"), read("3", "0", "-0.5", "-30", "0.5"));
  expect(n.toText(powers)).toEqual([
    "-8",
    "1",
    "0.707106781186547524400844362104849039284835937688474036588339869",
    "1e-30",
    "NaN",
  ]);
});

test("tensors are multiplied, turned, summed and compared as arrays of numbers are", () => {
  const a = n.from(tensor([2, 3], [1, 2, 3, 4, 5, 6]));
  const b = n.from(tensor([3, 2], [1, 0, 2, 1, 0, 3]));
  expect(n.round(n.matmul(a, b))).toEqual(tensor([2, 2], [5, 11, 14, 23]));
  expect(n.round(n.transpose(a))).toEqual(tensor([3, 2], [1, 4, 2, 5, 3, 6]));
  expect(n.round(n.transpose(n.reshape(a, [3, 1, 2])))).toEqual(tensor([3, 2, 1], [1, 2, 3, 4, 5, 6]));
  expect(n.round(n.sum(a, [1]))).toEqual(tensor([2, 1], [6, 15]));
  expect(n.round(n.add(a, n.fromText([2, 1], ["10", "20"]))).data).toEqual(
    Float64Array.of(11, 12, 13, 24, 25, 26),
  );
  const order = n.order(n.from(tensor([3], [1, 2, Number.NaN])), n.from(tensor([], [1.5])));
  expect(Array.from(order.sign)).toEqual([-1, 1, 0]);
  const chosen = n.choose(order, { above: read("7"), at: read("8"), below: read("1", "2", "3") });
  expect(n.toText(chosen)).toEqual(["1", "7", "8"]);
});

test("two doubles hold 106 bits of a decimal", () => {
  const [third] = n.divide(read("1"), read("3")).entries;
  const { hi, lo } = toDoubleDouble(third);
  expect(hi).toBe(1 / 3);
  expect(lo).toBe(2 ** -54 / 3);
});
