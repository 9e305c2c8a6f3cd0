/** The exact probes: no rounding can touch them, so that every honest engine of every precision is equal to the bit. */
import { describe, expect, test } from "vitest";
import { profiles } from "../../engine/numbers/bounded/profile.ts";
import type { DType } from "../../spec/answer.ts";
import { fixture } from "../fake.ts";
import { truthOf } from "./truth.ts";

const exact = ["probes/exact-3-4-4-4-2", "probes/exact-2-3-3-2", "probes/exact-2-3-2"];
// tf32 is granted a rounding of every multiplicand, even of one that has few enough bits
const dtypes = (Object.keys(profiles) as readonly DType[]).filter((dtype) => dtype !== "tf32");
const each = exact.flatMap((id) => dtypes.map((dtype) => [id, dtype] as const));

describe("exact probes", () => {
  test.each(each)("%s grants an engine of %s no error at all", (id, dtype) => {
    const c = fixture(id);
    const { gradients } = truthOf(c, profiles[dtype]);
    for (const name of c.question.want.gradients) {
      const known = gradients.get(name);
      expect(known?.bound.every((bound) => bound === 0)).toBe(true);
      expect(known?.own.every((own) => own === 0)).toBe(true);
      expect([...(known?.hi ?? [])].map(String)).toEqual(
        c.certified?.gradients[name].text.map((text) => String(Number(text))),
      );
    }
  });

  test("a smooth probe is rounded", () => {
    const { gradients } = truthOf(fixture("probes/smooth-2-3-2-gelu"), profiles.float64);
    expect(gradients.get("W1")?.bound.every((bound) => bound > 0)).toBe(true);
  });

  test("the twenty diamonds are exact too, where 2^20 is no number too large", () => {
    for (const dtype of dtypes) {
      const due = dtype === "float16" ? Number.POSITIVE_INFINITY : 0;
      const { gradients } = truthOf(fixture("graphs/diamond-of-20"), profiles[dtype]);
      for (const name of ["h0", "rise", "rest"])
        expect(gradients.get(name)?.bound.every((bound) => bound === due)).toBe(true);
    }
  });
});
