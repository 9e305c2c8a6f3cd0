import { expect, test } from "vitest";
import { caseOf as asCase } from "../made.ts";
import { caseOf } from "./example.ts";
import { isSound, stageOf } from "./stage.ts";
import { twinOf } from "./twin.ts";
import { variantsOf } from "./variants.ts";

const chosen = [
  ...["chapter/mse", "chapter/bce-clip", "chapter/network-2-3-1", "chapter/chain-two-paths"],
  ...["chapter/update-one-step", "probes/smooth-3-4-4-4-2-bce", "graphs/diamond", "graphs/matmul-tall"],
].map(caseOf);

test("nearly every variant of a case has an answer", () => {
  const all = chosen.flatMap(({ question }) => variantsOf(twinOf(question)));
  const unsound = all.filter(({ question }) => !isSound(stageOf(asCase(question), "float64")));
  expect(all.length).toBeGreaterThan(250);
  // what remains are formulas outside of their domain
  expect(unsound.length / all.length).toBeLessThan(0.02);
});

test("a variant differs from its case, and says in what", () => {
  for (const { question } of chosen) {
    const text = JSON.stringify(question);
    for (const variant of variantsOf(question)) {
      expect(JSON.stringify(variant.question)).not.toBe(text);
      expect(variant.by).toMatch(/^(an?|the|not) /);
      expect(variant.instead).not.toBe("");
    }
  }
});

test("a question without layers, nodes or numbers has no variants that need them", () => {
  expect(variantsOf(caseOf("chapter/mse").question).some(({ by }) => by.includes("layer"))).toBe(false);
  expect(variantsOf(undefined)).toEqual([]);
});
