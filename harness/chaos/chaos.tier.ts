/** The same as in chaos.test.ts, of engines that take long, or much memory. */
import { expect, test } from "vitest";
import { judged, sound, spoilt } from "./engines.ts";
import { heavy } from "./heavy.mjs";

const conforms = /^conforms: /;

test.each(heavy)("an engine that $name costs one question", async ({ name, fault }) => {
  const { told, left } = await judged([sound(0), spoilt(0), sound(1)], name);
  expect(told).toEqual([conforms, fault, conforms].map((each) => expect.stringMatching(each)));
  expect(left).toEqual([]);
});
