import { describe, expect, test } from "vitest";
import { mutants } from "../../engine/mutants/index.ts";
import type { Mutant } from "../../engine/mutants/mutant.ts";
import { runMutant } from "../../engine/mutants/run.ts";
import { profiles } from "../../engine/numbers/bounded/profile.ts";
import { judgeQuantities } from "../judge.ts";
import { outputOf } from "../telling.ts";
import { truthOf } from "../truth/truth.ts";
import { adequacyOf } from "./adequacy.ts";
import { caseFrom, caseOf, names, network, saidOf } from "./example.ts";

describe("the parts", () => {
  test.each([
    "probes/smooth-2-3-2-gelu",
    "chapter/mse",
    "chapter/chain-two-paths",
    "graphs/diamond",
    "chapter/update-one-step",
  ])("hold each bug of the catalogue once: %s", (id) => {
    const { shown, hidden, nowhere } = adequacyOf(caseOf(id));
    const all = [...shown, ...[...hidden, ...nowhere].flatMap(({ bugs }) => bugs)];
    expect(names(all).toSorted()).toEqual(names(mutants).toSorted());
  });

  test("say what the judge says of engines with these bugs", () => {
    const c = network({ want: "values: [L], gradients: [W1, b1, W2, b2, x]" });
    const { shown, hidden } = adequacyOf(c);
    const truth = truthOf(c, profiles.float64);
    const isAccused = (bug: Mutant): boolean => {
      const answer = runMutant(bug, c.question) ?? runMutant({ sabotage: () => ({}) }, c.question);
      if (!answer) throw new Error("no answer");
      const judged = judgeQuantities(c, { kind: "answered", ...answer }, truth, outputOf(c.question));
      return judged.some(({ quantity }) => quantity.status === "wrong");
    };
    const unseen = hidden.flatMap(({ bugs }) => bugs);
    expect(names(shown.filter((bug) => !isAccused(bug)))).toEqual([]);
    expect(names(unseen.filter(isAccused))).toEqual([]);
    expect(unseen.length).toBeGreaterThan(0);
  });
});

describe("the share that is shown", () => {
  test("is nearly all for a probe that was designed to show it", () => {
    const { shown, hidden } = adequacyOf(caseOf("probes/sigmoid-square-blocks-l2"));
    const unseen = hidden.flatMap(({ bugs }) => bugs).length;
    expect(shown.length / (shown.length + unseen)).toBeGreaterThan(0.9);
    expect(shown.length).toBeGreaterThan(80);
  });

  test("holds nothing that scales, turns or loses a gradient where all of them are 0", () => {
    const onTarget = "loss: { name: mse, reduction: mean, p: [2, 3], target: [2, 3] }";
    const shown = names(adequacyOf(caseFrom(`${onTarget}\nwant: { gradients: [p] }\n`)).shown);
    expect(shown).not.toContain("sign-of-the-error");
    expect(shown).not.toContain("mean-forgotten");
    expect(shown).not.toContain("one-entry-off-by-1e-3");
    // what moves a 0 is seen
    expect(shown).toContain("targets-of-other-samples");
    expect(shown.length).toBeLessThan(5);
  });

  test("of a large case has reasons found on a small twin of it", () => {
    const row = (size: number, at: number) =>
      `[${Array.from({ length: size }, (_, k) => ((7 * at + 3 * k) % 11) / 8 - 0.625)}]`;
    const rows = (count: number, size: number) =>
      `[${Array.from({ length: count }, (_, i) => row(size, i))}]`;
    const large = caseFrom(`network:
  layers:
    - { W: ${rows(200, 120)}, b: ${row(200, 3)}, activation: tanh }
    - { W: ${rows(2, 200)}, b: [0.5, 0.25], activation: identity }
  loss: { name: mse, reduction: mean }
  x: ${rows(120, 1)}
  target: ${rows(2, 1)}
`);
    expect(saidOf("bias-gradient-forgotten", large).part).toBe("shown");
    expect(saidOf("batch-mean-twice", large).because).toBe("a batch of 1");
    expect(saidOf("penalty-sign", large).because).toBe("the lack of a penalty");
  });
});
