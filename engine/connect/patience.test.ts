import { expect, test } from "vitest";
import { patience, patienceWithQuestions } from "./patience.ts";

const failing = (times: number, of = patience("has failed", 5)) => {
  for (let i = 0; i < times; i++) of.failed();
  return of;
};

test("three failures running end their group, and the next one begins anew", () => {
  const of = failing(2);
  expect(of.exhausted()).toBeUndefined();
  of.failed();
  expect(of.exhausted()).toBe("the engine has failed 3 times running in this group of cases");
  expect(of.spent()).toBeUndefined();
  of.beginGroup("another");
  expect(of.exhausted()).toBeUndefined();
});
test("a success in between forgives what came before it, and the same group begun again does not", () => {
  const of = failing(2);
  of.succeeded();
  expect(failing(2, of).exhausted()).toBeUndefined();
  const same = patience("has failed");
  same.beginGroup("one");
  failing(3, same).beginGroup("one");
  expect(same.exhausted()).toContain("3 times running");
});
test("enough of them in all end every group", () => {
  const of = patience("has failed", 5);
  for (let i = 0; i < 5; i++) {
    of.beginGroup(`group ${i}`);
    of.failed();
  }
  expect(of.spent()).toBe("the engine has failed 5 times in all");
  of.beginGroup("another");
  of.succeeded();
  expect(of.exhausted()).toBe(of.spent());
  expect(of.failures).toBe(5);
});
test("twenty questions that kill it, or are not answered, end everything", () => {
  const of = patienceWithQuestions();
  for (let i = 0; i < 20; i++) {
    expect(of.spent()).toBeUndefined();
    of.failed();
  }
  expect(of.spent()).toBe("the engine has crashed or given no answer 20 times in all");
});
