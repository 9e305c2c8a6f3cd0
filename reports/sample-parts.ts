/** The pieces that the sample report is made of: builders with everything filled in, and text that wants to break out. */
import type { Cell, Entry, Finding, Opinion, Quantity } from "../spec/report.ts";

/** Markup, the end of a CDATA section, control characters, colours, a lone surrogate, reversed reading, an emoji. */
export const HOSTILE =
  "<script>alert('x')</script> ]]> & \"quoted\" \u0000\u0007\u001b[31mred\u001b[0m \ud800 \u202egnp.exe 🧨 </style></title><!-- {{x}}";
export const LONG = "a very long line that never ends ".repeat(2000);

export const entry = (
  index: readonly number[],
  engine: Cell,
  truth: string,
  digits: number | null,
  more: Partial<Entry> = {},
): Entry => {
  return { index, engine, truth, bound: 2e-17, digits, ok: true, ...more };
};
export const quantity = (
  name: string,
  kind: Quantity["kind"],
  shape: readonly number[],
  entries: readonly Entry[],
  more: Partial<Quantity> = {},
): Quantity => {
  const digits = entries.reduce<number | null>(
    (least, { digits: d }) => (d === null ? least : Math.min(d, least ?? d)),
    null,
  );
  const wrong = entries.filter((one) => !one.ok).length;
  const status = wrong > 0 ? "wrong" : "right";
  return {
    name,
    kind,
    label: kind === "value" ? name : `∂L/∂${name}`,
    shape,
    status,
    entries,
    compared: entries.length,
    wrong,
    digits,
    ...more,
  };
};
export const agrees = (oracle: string, method: string, entries: number, error: Cell): Opinion => ({
  oracle,
  method,
  kind: "agrees",
  entries,
  error,
});
export const witnesses: readonly Opinion[] = [
  agrees("dual", "dual numbers, 64 digits", 12, 4e-63),
  agrees("complex step", "imaginary step of 1e-30", 12, 1e-17),
  agrees("finite differences", "central, Richardson extrapolated, 64 digits", 12, 3e-25),
  { oracle: "symbolic", method: "mathjs derivative", kind: "abstains", because: "only for scalar formulas" },
];

export function finding(id: string, verdict: Finding["verdict"], more: Partial<Finding>): Finding {
  return {
    type: "finding",
    id,
    title: `${id.split("/").pop()!.replaceAll("-", " ")}`,
    clause: "BACK-3",
    source: "chapter 4, Complete Example: 2-Layer Network",
    formula: [],
    verdict,
    summary: "",
    quantities: [],
    opinions: [],
    digits: null,
    notes: [],
    replay: `backproof run "cmd:python3 mine.py" --case ${id}`,
    file: `fixtures/${id}.yaml`,
    line: 5,
    ms: 12.25,
    points: 1,
    ...more,
  };
}

export const network = [
  "z1 = W1 x + b1",
  "a1 = relu(z1)",
  "z2 = W2 a1 + b2",
  "a2 = sigmoid(z2)",
  "L = ½ (a2 − t)²",
];
