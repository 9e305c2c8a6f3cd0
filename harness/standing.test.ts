/** A run says of a profile what it has judged of it, and claims nothing of the rest. */
import { describe, expect, test } from "vitest";
import type { Description } from "../spec/answer.ts";
import type { Case } from "../spec/case.ts";
import type { Finding, Verdict } from "../spec/report.ts";
import { fixture } from "./fake.ts";
import { conformanceOf } from "./standing.ts";

const required = ["chapter/sigmoid-3-4-2", "chapter/relu-3-4-2", "chapter/exploding-gradients"].map(fixture);
const optional = [fixture("networks/gelu-then-squares")];
const loss = fixture("chapter/mse");
const suite = [...required, ...optional, loss];
const findings = (verdicts: Readonly<Record<string, Verdict>>) =>
  Object.entries(verdicts).map(([id, verdict]) => ({ id, verdict }) as Finding);
const engine = (more: Partial<Description>): Description => ({
  name: "x",
  dtype: "float64",
  evaluates: false,
  ...more,
});
const right = (cases: readonly Case[]) =>
  findings(Object.fromEntries(cases.map(({ id }) => [id, "conforms"])));
const of = (description: Description, selected: readonly Case[], seen: readonly Finding[]) =>
  conformanceOf({ description, suite, selected, findings: seen, edition: "2026.1" });

describe("a profile", () => {
  test("that is claimed and held is told with all that it requires", () => {
    expect(of(engine({ profiles: ["network"] }), suite, right(suite))).toEqual({
      edition: "2026.1",
      precision: "float64",
      standings: [
        {
          profile: "loss",
          claimed: false,
          required: { all: 1, selected: 1, conforming: 1 },
          optional: { all: 0, selected: 0, conforming: 0 },
        },
        {
          profile: "network",
          claimed: true,
          required: { all: 3, selected: 3, conforming: 3 },
          optional: { all: 1, selected: 1, conforming: 1 },
        },
      ],
    });
  });
  test.each(["violates", "imprecise", "inconclusive", "errored", "unsupported"] as const)(
    "counts nothing that %s",
    (verdict) => {
      const seen = findings({ "chapter/sigmoid-3-4-2": "conforms", "chapter/relu-3-4-2": verdict });
      const [standing] = of(engine({ profiles: ["network"] }), required, seen)?.standings ?? [];
      expect(standing.required).toEqual({ all: 3, selected: 3, conforming: 1 });
    },
  );
  test("of which only a part is selected is told as that part, and only where it is claimed", () => {
    const [one] = required;
    const [standing] = of(engine({ profiles: ["network"] }), [one], right([one]))?.standings ?? [];
    expect(standing.required).toEqual({ all: 3, selected: 1, conforming: 1 });
    expect(of(engine({}), [one], right([one]))).toBeUndefined();
  });
  test("of which nothing is selected, or nothing is answered, is not told", () => {
    expect(
      of(engine({ profiles: ["graph"] }), [loss], right([loss]))?.standings.map(({ profile }) => profile),
    ).toEqual(["loss"]);
    expect(of(engine({}), suite, findings({ "chapter/mse": "unsupported" }))).toBeUndefined();
  });
  test("requires nothing that the engine's precision cannot tell", () => {
    const [standing] = of(engine({ dtype: "float16", profiles: ["network"] }), suite, [])?.standings ?? [];
    expect(standing.required).toEqual({ all: 2, selected: 2, conforming: 0 });
  });
});
