/** What an engine claims, it is held to; what it does not claim, it may leave out. */
import { describe, expect, test } from "vitest";
import type { Description, Observation } from "../spec/answer.ts";
import { examine } from "./examine.ts";
import { fakeEngine, fixture, rightAnswer, subjectOf } from "./fake.ts";
import type { Answer } from "./judge.ts";

const found = (id: string, more: Partial<Description>, change: (answer: Answer) => Observation) =>
  examine(
    fixture(id),
    subjectOf(
      fakeEngine(async (question) => change(await rightAnswer(question))),
      more,
    ),
  );
const lacks = (): Observation => ({ kind: "unsupported", what: "activation:tanh" });
const hides =
  (...names: readonly string[]) =>
  (answer: Answer): Answer => ({
    ...answer,
    values: Object.fromEntries(Object.entries(answer.values).filter(([name]) => !names.includes(name))),
    gradients: Object.fromEntries(Object.entries(answer.gradients).filter(([name]) => !names.includes(name))),
    unavailable: Object.fromEntries(names.map((name) => [name, "no way to show it"])),
  });
const claim = { profiles: ["network"] } as const;

describe("a claimed profile", () => {
  test("is violated where a required case is unsupported, and the case can be asked again so", async () => {
    const finding = await found("chapter/sigmoid-3-4-2", claim, lacks);
    expect([finding.verdict, finding.clause]).toEqual(["violates", "WIRE-4"]);
    expect(finding.summary).toBe(
      "calls unsupported what the profile network requires, which it claims: activation:tanh",
    );
    expect(finding.replay).toMatch(/--case chapter\/sigmoid-3-4-2 --profile network$/);
  });
  test("lets an optional case be unsupported, and every case of another kind", async () => {
    for (const id of ["networks/gelu-then-squares", "chapter/mse"]) {
      const finding = await found(id, claim, lacks);
      expect([id, finding.verdict, finding.clause]).toEqual([id, "unsupported", fixture(id).clause]);
    }
  });
  test("is violated where a wanted quantity is hidden, and not where one is that only helps", async () => {
    const hidden = await found("chapter/sigmoid-3-4-2", claim, hides("W1", "L"));
    expect([hidden.verdict, hidden.clause]).toEqual(["violates", "WIRE-4"]);
    expect(hidden.summary).toMatch(/does not show L, ∂L\/∂W1/);
    expect((await found("chapter/sigmoid-3-4-2", claim, hides("z1"))).verdict).toBe("conforms");
    expect((await found("chapter/sigmoid-3-4-2", {}, hides("W1", "L"))).verdict).toBe("conforms");
  });
  test("is violated where all is hidden", async () => {
    const all = ["L", "W1", "b1", "W2", "b2", "z1", "a1", "z2", "a2", "x"];
    expect((await found("chapter/sigmoid-3-4-2", claim, hides(...all))).verdict).toBe("violates");
    expect((await found("chapter/sigmoid-3-4-2", {}, hides(...all))).verdict).toBe("unsupported");
  });
  test("may be held in another form", async () => {
    const finding = await found(
      "chapter/sigmoid-3-4-2",
      { ...claim, answers: ["graph"] },
      (answer) => answer,
    );
    expect([finding.verdict, finding.askedAs]).toEqual(["conforms", "graph"]);
  });
  test("requires nothing that the precision cannot tell", async () => {
    const finding = await found("chapter/exploding-gradients", { ...claim, dtype: "float16" }, lacks);
    expect(finding.verdict).toBe("unsupported");
  });
});
