/** Whatever an engine does, it costs the question at which it does it, and nothing of it stays behind. */
import { beforeAll, describe, expect, test } from "vitest";
import { answers } from "./answers.mjs";
import { type Judged, judged, judgedModule, sound, spoilt } from "./engines.ts";
import { rows } from "./rows.mjs";

const conforms = /^conforms: /;

describe.concurrent("an engine that", () => {
  test.each(rows)("$name", async ({ name, fault, after = conforms, unavailable, ...limits }) => {
    const asked = judged([sound(0), spoilt(0), sound(1)], name, limits);
    if (unavailable !== undefined) {
      await expect(asked).rejects.toThrow(unavailable);
      return;
    }
    const { told, left } = await asked;
    expect(told).toEqual([conforms, fault, after].map((each) => expect.stringMatching(each)));
    expect(left).toEqual([]);
  });
});

describe.concurrent("a module that", () => {
  test.each([
    ["overwrites", conforms],
    ["throws", /^errored: crashed: .*undefined is not a function/],
    ["throwsLater", /^errored: crashed, asked alone too: .*exit code 1/],
    ["pollutes", conforms],
  ])("%s", async (name, fault) => {
    const { told, left } = await judgedModule(name, [sound(0), spoilt(0), sound(1)]);
    expect(told).toEqual([conforms, fault, conforms].map((each) => expect.stringMatching(each)));
    expect(left).toEqual([]);
  });
});

describe("an engine that answers", () => {
  let all: Judged;
  beforeAll(async () => {
    all = await judged(answers.flatMap((_, place) => [spoilt(place), sound(place)]));
  });
  test.each(answers.map((row, place) => ({ ...row, place })))("$name", ({ fault, place }) => {
    const [told, next] = all.told.slice(2 * place);
    expect(told).toMatch(fault);
    expect(next).toMatch(conforms);
  });
  test("wrongly is none of ours: no prototype has changed, and nobody is left", () => {
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect(({} as { L?: number }).L).toBeUndefined();
    expect(all.left).toEqual([]);
  });
});
