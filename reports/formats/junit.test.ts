import { describe, expect, it } from "vitest";
import { sample } from "../sample.ts";
import { junit } from "./junit.ts";
import { problemsOf, read } from "./junit-rules.ts";

const portable = junit("portable").render(sample);
const extended = junit("extended").render(sample);
const testcase = (xml: string, name: string) => {
  const cases = read(xml).children.flatMap((suite) =>
    suite.children.filter((child) => child.tag === "testcase"),
  );
  return cases.find((one) => one.attributes.name === name)!;
};

describe("the portable dialect", () => {
  it("keeps the rules of both schemas", () => expect(problemsOf(portable)).toEqual([]));
  it("keeps them for a report that is cut off, and for one without cases", () => {
    const { footer: _, ...cut } = sample;
    expect(problemsOf(junit("portable").render(cut))).toEqual([]);
    expect(problemsOf(junit("portable").render({ ...sample, findings: [], complaints: [] }))).toEqual([]);
  });
  it.each([
    ["the extended dialect", extended, "testcase: attribute file"],
    [
      "counts on testsuites",
      portable.replace("<testsuites>", '<testsuites tests="1">'),
      "testsuites: attribute tests",
    ],
    ["a suite without its host", portable.replace(/ hostname="[^"]*"/, ""), "testsuite: no hostname"],
    ["a zone in a timestamp", portable.replace(/(timestamp="[^"]*)"/, '$1Z"'), "testsuite: timestamp"],
    ["four decimals", portable.replace(/time="(\d+\.\d+)"/, 'time="$11"'), "testsuite: time"],
    ["an exponent", portable.replace(/(<testcase [^>]*time=")[^"]*"/, '$11e-3"'), "testcase: time"],
    ["a suite without system-err", portable.replace("<system-err/>", ""), "testsuite: children"],
    [
      "properties behind the cases",
      portable.replace("<system-out/>", "<properties/><system-out/>"),
      "testsuite: children",
    ],
    [
      "a suite in a suite",
      portable.replace("<system-out/>", "<testsuite/><system-out/>"),
      "testsuite: children",
    ],
    ["two outcomes of a case", portable.replace("<failure ", "<skipped/><failure "), "testcase: children"],
    ["a failure without a type", portable.replace(/(<failure [^>]*) type="[^"]*"/, "$1"), "failure: no type"],
    ["a wrong count", portable.replace(/failures="2"/, 'failures="7"'), "testsuite: failures"],
    ["ids that do not count from 0", portable.replace('id="0"', 'id="5"'), "testsuite: id"],
    ["markup that does not close", portable.replace("</testsuites>", ""), "not well-formed"],
    ["a bare ampersand", portable.replace("&amp;", "& "), "not well-formed"],
    ["a forbidden code point", portable.replace("backproof", "\u0007"), "not well-formed"],
  ])("and the checker sees it when they are broken: %s", (_, xml, problem) => {
    expect(problemsOf(xml).join("\n")).toContain(problem);
  });
});

describe("an outcome", () => {
  const outcome = (name: string) =>
    testcase(extended, name).children.find((child) => child.tag !== "properties");
  it("is a failure for a wrong or an imprecise number, and has that type", () => {
    expect(outcome("square-4-4-4")).toMatchObject({ tag: "failure", attributes: { type: "violates" } });
    expect(outcome("cancellation")).toMatchObject({ tag: "failure", attributes: { type: "imprecise" } });
  });
  it("is an error where nothing is proved: never green", () => {
    for (const name of ["clip", "kink", "crash"]) expect(outcome(name)!.tag).toBe("error");
  });
  it("is skipped, with its reason, for what the engine does not offer, and nothing for what conforms", () => {
    expect(outcome("gelu")).toMatchObject({
      tag: "skipped",
      attributes: { message: "the engine does not offer gelu" },
    });
    expect(outcome("chain-three-links")).toBeUndefined();
  });
  it("has its message also in its text, and the place that reviewers link to", () => {
    const { attributes, text } = outcome("square-4-4-4")!;
    expect(text).toContain(attributes.message);
    expect(text).toContain("\n    at fixture (fixtures/networks/square-4-4-4.yaml:5:1)\n");
    expect(outcome("crash")!.attributes.message!.length).toBeLessThanOrEqual(255);
    expect(outcome("crash")!.text.length).toBeLessThan(120_000);
  });
});

describe("the bug of a failing case", () => {
  const flat = (text: string) => text.replace(/\s+/g, " ");
  const said = (xml: string, name: string) =>
    flat(testcase(xml, name).children.find(({ tag }) => tag === "failure")!.text);
  const bugOf = (name: string) => {
    const [properties] = testcase(extended, name).children;
    return properties!.children.find(({ attributes }) => attributes.name === "bug")?.attributes.value;
  };
  it("stands in its text, in both dialects: story, name, formula, evidence and mend", () => {
    for (const xml of [portable, extended]) {
      expect(said(xml, "square-4-4-4")).toContain(
        "bug 1 applies σ′ to the activation a where the pre-activation z is meant, at every activation (sigmoid-slope-at-the-activation · BACK-1) ∂L/∂z = ∂L/∂a ⊙ σ′(a), not ∂L/∂a ⊙ σ′(z) matches 2 of 4 failing cases to 15 digits cases: networks/square-4-4-4, networks/square-5-5-5 mend: with a stored",
      );
    }
    expect(said(extended, "square-4-4-4")).not.toContain("bug 2");
  });
  it("is one of several where the numbers leave several, and unknown where they leave none", () => {
    expect(said(extended, "mse-of-one-output")).toMatch(
      /bug 2 one of these;.*mend: divide by.*mend: divide the/,
    );
    expect(said(extended, "overflow")).toMatch(
      /unknown no known bug explains.*nearest:.*0\.3 of the error is left/,
    );
    expect(said(extended, "cancellation")).not.toMatch(/\bbug\b/);
  });
  it("is a property for machines, where it is known", () => {
    expect(["square-5-5-5", "mse-of-one-output", "overflow", "chain-three-links"].map(bugOf)).toEqual([
      "sigmoid-slope-at-the-activation",
      "mean-forgotten or batch-mean-forgotten",
      undefined,
      undefined,
    ]);
  });
});

it("an invalid fixture is an error in a suite of its own", () => {
  expect(testcase(portable, "fixtures/losses/new.yaml:7:12").children[0]).toMatchObject({
    tag: "error",
    attributes: { type: "invalid fixture" },
  });
});

it("a report that is cut off is not green", () => {
  const { footer: _, ...cut } = sample;
  const green = {
    ...cut,
    complaints: [],
    findings: sample.findings.filter((finding) => finding.verdict === "conforms"),
  };
  expect(testcase(junit("portable").render(green), "the run is complete").children[0]!.tag).toBe("error");
  expect(testcase(portable, "the run is complete")).toBeUndefined();
});

it("a case's class is its folder with dots, and its name is unique in it", () => {
  expect(testcase(extended, "square-4-4-4").attributes.classname).toBe("backproof.networks");
  const twice = { ...sample, findings: [sample.findings[0]!, sample.findings[0]!] };
  expect(testcase(junit("portable").render(twice), "chain-three-links (2)").attributes.name).toBe(
    "chain-three-links (2)",
  );
});
