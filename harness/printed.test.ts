/** Digits that an engine prints are granted where they are needed, and not by accident: asked over the wire's own text. */
import { describe, expect, test } from "vitest";
import type { Description } from "../spec/answer.ts";
import type { Case } from "../spec/case.ts";
import { readAnswer } from "../spec/protocol/reply.ts";
import type { Finding } from "../spec/report.ts";
import { type Nested, toNested } from "../spec/tensor.ts";
import { examine } from "./examine.ts";
import { entry, fakeEngine, fixture, rightAnswer, subjectOf, withGradient, withValue } from "./fake.ts";
import type { Answer } from "./judge.ts";

const manner = { weights: "out_in", samples: "columns", base64: false } as const;

/** What a run says of an engine that writes the reference's numbers, changed, in a format of its own. */
function saidOf(
  c: Case,
  write: (x: number) => string,
  change: (answer: Answer) => Answer = (answer) => answer,
  dtype: Description["dtype"] = "float64",
): Promise<Finding> {
  const list = (x: Nested): string =>
    typeof x === "number" ? write(x) : `[${x.map((inner) => list(inner)).join(",")}]`;
  const record = (named: Answer["values"]) =>
    `{${Object.entries(named)
      .map(([name, x]) => `"${name}":${list(toNested(x))}`)
      .join(",")}}`;
  const engine = fakeEngine(async (question) => {
    const { values, gradients } = change(await rightAnswer(question));
    const raw = `{"id":3,"ok":true,"values":${record(values)},"gradients":${record(gradients)}}`;
    return readAnswer({ json: JSON.parse(raw), raw }, question, { ...description, dtype }, manner);
  });
  return examine(c, subjectOf(engine, { dtype }));
}
const description: Description = { name: "printing", dtype: "float64", evaluates: false };
const limited = "resolution limited by what it prints";
const boundsOf = ({ quantities }: Finding) =>
  quantities.map(({ entries }) => entries.map(({ bound }) => bound));

const row = fixture("losses/mse-of-one-row");
const small = ["losses/bce-sum", "chapter/chain-three-links"].map(fixture);

/** Of mse-of-one-row, the doubles nearest to the exact numbers: L = 8.29296875/5 = 1.65859375 is no double, and its shortest decimal has 9 digits. */
const nearest = (answer: Answer): Answer => {
  const all = (named: Answer["values"], kind: "values" | "gradients") =>
    Object.fromEntries(
      Object.entries(named).map(([name, x]) => {
        const text = row.certified?.[kind][name]?.text;
        return [name, text ? { ...x, data: Float64Array.from(text, Number) } : x];
      }),
    );
  return { ...answer, values: all(answer.values, "values"), gradients: all(answer.gradients, "gradients") };
};

describe("an engine that prints in full", () => {
  test("has its own bound where its numbers happen to be short decimals", async () => {
    const said = await saidOf(row, String, nearest);
    expect(said.quantities.find(({ name }) => name === "L")?.entries[0].engine).toBe(1.65859375);
    expect(said.verdict).toBe("conforms");
    expect(said.notes.join()).not.toContain(limited);
    const inProcess = await examine(row, subjectOf(fakeEngine(async (q) => nearest(await rightAnswer(q)))));
    expect(boundsOf(said)).toEqual(boundsOf(inProcess));
  });
  test("is not excused where a short number is wrong by less than others have digits", async () => {
    const wrong = (change: (answer: Answer) => Answer) =>
      saidOf(row, String, (answer) => change(nearest(answer)));
    const loss = await wrong(
      withValue(
        "L",
        entry(0, (x) => x + 1e-8),
      ),
    );
    expect(loss.verdict).toBe("violates");
    const slope = await wrong(
      withGradient(
        "p",
        entry(1, (x) => x + 2e-9),
      ),
    );
    expect(slope.verdict).toBe("violates");
    for (const finding of [loss, slope])
      expect(
        boundsOf(finding)
          .flat()
          .every((bound) => bound === 0 || Number(bound) < 1e-14),
      ).toBe(true);
  });
  test.each(["float32", "tf32"] as const)("in %s is read as what it stores", async (dtype) => {
    const rounded = (answer: Answer): Answer => {
      const all = (named: Answer["values"]) =>
        Object.fromEntries(
          Object.entries(named).map(([name, { shape, data }]) => [
            name,
            { shape, data: data.map(Math.fround) },
          ]),
        );
      return { ...answer, values: all(answer.values), gradients: all(answer.gradients) };
    };
    /** The shortest decimal of a float. */
    const shortest = (x: number) => {
      for (let digits = 1; digits < 10; digits++) {
        const text = x.toPrecision(digits);
        if (Math.fround(Number(text)) === x) return String(Number(text));
      }
      return String(x);
    };
    const said = await saidOf(row, shortest, (answer) => rounded(nearest(answer)), dtype);
    expect(said.verdict).toBe("conforms");
    expect(said.notes.join()).not.toContain(limited);
  });
});

describe("an honest engine that rounds what it prints is not accused", () => {
  test.each([
    ["%.6f", (x: number) => x.toFixed(6)],
    ["%.9f", (x: number) => x.toFixed(9)],
    ["%.7g", (x: number) => String(Number(x.toPrecision(7)))],
    ["%.8e", (x: number) => x.toExponential(8)],
    ["%.15g", (x: number) => String(Number(x.toPrecision(15)))],
    ["round(x, 8)", (x: number) => String(Number(x.toFixed(8)))],
  ])("%s", async (_, write) => {
    for (const c of small) {
      const said = await saidOf(c, write);
      expect(said.verdict, `${c.id}: ${said.summary}`).toBe("conforms");
    }
    const wrong = await saidOf(
      small[0],
      write,
      withGradient(
        "p",
        entry(2, (x) => x + 1e-3),
      ),
    );
    expect(wrong.verdict).toBe("violates");
    expect(wrong.quantities.filter(({ status }) => status === "wrong").map(({ label }) => label)).toEqual([
      "∂L/∂p",
    ]);
  });
  test("round(x, 8), where numbers are of every size", async () => {
    const said = await saidOf(fixture("edges/small-residual"), (x) => String(Number(x.toFixed(8))));
    expect(said.verdict).toBe("conforms");
  });
  test("and is told that little can be seen of it", async () => {
    const said = await saidOf(small[0], (x) => x.toFixed(6));
    expect(said.notes.join()).toContain(`${limited}: 6 decimals`);
  });
});
