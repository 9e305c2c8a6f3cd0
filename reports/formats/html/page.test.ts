import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { Finding, Report } from "../../../spec/report.ts";
import { sample } from "../../sample.ts";
import { page } from "./page.ts";
import { script } from "./script.ts";
import { style } from "./style.ts";

const text = page.render(sample);
const { footer: _, ...cut } = sample;
const withFindings = (findings: readonly Finding[]): Report => ({
  ...sample,
  findings,
  header: { ...sample.header, selected: findings.length },
});
/** The page without what only a script shows and does. */
const still = text.replace(/<script>[\s\S]*<\/script>/, "").replace(/<style>[\s\S]*<\/style>/, "");

describe("the page", () => {
  it("loads nothing: its policy allows its own style and script by their hashes, and no address is external", () => {
    const hash = (what: string) => `sha256-${createHash("sha256").update(what).digest("base64")}`;
    expect(text).toContain(
      `default-src &#39;none&#39;; style-src &#39;${hash(style)}&#39;; script-src &#39;${hash(script)}&#39;`,
    );
    expect(text.match(/<style>([\s\S]*?)<\/style>/)![1]).toBe(style);
    expect(text.match(/<script>([\s\S]*?)<\/script>/)![1]).toBe(script);
    expect(still).not.toMatch(/ (src|href)="(?!#|data:image\/svg)/);
    expect(still).not.toMatch(/ (style|on\w+)="/);
  });
  it("lets no foreign text become markup, and the look for it would see it", () => {
    const tags = (markup: string) => markup.match(/<script|<\/style|<\/title|<!--/g);
    expect(tags(text)).toEqual(["</title", "</style", "<script"]);
    expect(tags("<script>alert('x')</script>")).toEqual(["<script"]);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what it looks for
    expect(text).not.toMatch(/[\u0000-\u0008\u000b-\u001f]|\p{Surrogate}/u);
  });
  it("closes every element that it must close", () => {
    for (const tag of [
      "div",
      "details",
      "summary",
      "section",
      "article",
      "ul",
      "li",
      "table",
      "dl",
      "dd",
      "p",
      "span",
      "h3",
      "h4",
      "h5",
      "button",
      "main",
      "header",
    ]) {
      const opened = still.match(new RegExp(`<${tag}[ >]`, "g"))?.length ?? 0;
      expect([tag, still.match(new RegExp(`</${tag}>`, "g"))?.length ?? 0]).toEqual([tag, opened]);
    }
  });
  it("is readable without a script: every case with its formula, numbers, witnesses, source, bug and command", () => {
    for (const finding of sample.findings)
      expect([finding.id, still.includes(`<h4>${finding.id}</h4>`)]).toEqual([finding.id, true]);
    for (const said of [
      "z2 = W2 a1 + b2",
      "0.74573627440045057675149",
      "0.746",
      "Richardson",
      "chapter 4, Chain Rule Visualization",
    ])
      expect([said, still.includes(said)]).toEqual([said, true]);
    for (const said of [
      "Starts at ∂L/∂z1",
      "where the pre-activation z is meant",
      "--case networks/square-4-4-4",
      "worst 3 of 16",
    ])
      expect([said, still.includes(said)]).toEqual([said, true]);
  });
  it("tells the digits that agree from those that differ", () => {
    expect(still).toContain(
      '<td class="e">-0.0154278021046626<td class="t">-0.0154278021046626<i>392321739</i>',
    );
    expect(still).toContain('<dd class="number no"><i>-0.0385695052616566</i></dd>');
    expect(still).toContain('<td class="e">12996<td class="t">12996<td');
  });
  it("says loudly that a report is incomplete, and only then", () => {
    expect(page.render(cut)).toMatch(/role="alert"><b>Incomplete\.<\/b>.*cut off/);
    expect(text).not.toContain('role="alert"');
  });
  it("opens the cases that need somebody, unless they are too many", () => {
    const opened = (report: Report) => page.render(report).match(/<details open>/g)?.length ?? 0;
    expect(opened(sample)).toBe(8);
    expect(opened(withFindings(Array.from({ length: 20 }, () => sample.findings[2]!)))).toBe(0);
  });
  it("never drops a wrong number, however large the report; of right ones it keeps the worst and says so", () => {
    const { entries, ...quantity } = sample.findings[1]!.quantities[1]!;
    const many = Array.from({ length: 20_000 }, (_, i) => ({
      ...entries[0]!,
      digits: i === 77 ? 14.2 : 16.1,
    }));
    const large = { ...sample.findings[1]!, quantities: [{ ...quantity, entries: many, compared: 20_000 }] };
    const told = page.render(withFindings([large, sample.findings[2]!]));
    expect(told).toContain("the worst 1 of 20000");
    expect(told).toContain('<td class="d">14.2');
    expect(told).toContain("worst 3 of 16");
  });
});

describe("what is wrong", () => {
  const card = (address: string) =>
    still.match(new RegExp(`<article [^>]*id="${address}">[\\s\\S]*?</article>`))![0];
  const caseOf = (id: string) => still.match(new RegExp(`<h4>${id}</h4>[\\s\\S]*?</details>`))![0];
  it("stands above the cases: each bug with its name, story, formula, mend and evidence", () => {
    expect(still.indexOf("What is wrong")).toBeLessThan(still.indexOf('id="cases"'));
    for (const said of [
      "Bug 1: it applies σ′ to the activation a where the pre-activation z is meant, at every activation.",
      "∂L/∂z = ∂L/∂a ⊙ σ′(a), not ∂L/∂a ⊙ σ′(z)",
      "<dt>mend</dt><dd>with a stored, write a(1 − a) or 1 − a²; or call σ′ with z",
      "<code>sigmoid-slope-at-the-activation</code> · BACK-1",
      "Matches 2 of 4 failing cases to 15 digits.",
    ])
      expect([said, card("~to-bug-1").includes(said)]).toEqual([said, true]);
  });
  it("tells the alternatives, and of the unknown its start and what comes nearest", () => {
    expect(card("~to-bug-2")).toMatch(
      /the run cannot tell them apart[\s\S]*mean-forgotten[\s\S]*batch-mean-forgotten/,
    );
    expect(card("~to-unknown")).toMatch(
      /No known bug explains 1 failing case\.[\s\S]*It starts at L; p is right\.[\s\S]*0\.3 of the error is left/,
    );
    expect(card("~to-unknown")).not.toContain("one-activation-everywhere");
  });
  it("leads to its cases, and they lead back: every address on the page is there, once", () => {
    expect(card("~to-bug-1")).toContain('href="#networks/square-5-5-5"');
    expect(caseOf("networks/square-5-5-5")).toContain('<a href="#~to-bug-1">Bug 1</a>:</b> it applies σ′');
    expect(caseOf("losses/mse-of-one-output")).toMatch(
      /#~to-bug-2".*one of 2.*mean-forgotten or batch-mean-forgotten/,
    );
    expect(caseOf("edges/overflow")).toContain('<a href="#~to-unknown">Unknown</a>');
    expect(caseOf("edges/cancellation")).not.toContain('class="bug"');
    const ids = [...still.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, to] of still.matchAll(/href="#([^"]*)"/g)) expect(ids).toContain(to);
  });
  it("leads to every case, and more than a dozen are folded", () => {
    const ids = Array.from({ length: 30 }, (_, i) => `many/case-${i}`);
    const many = withFindings(ids.map((id) => ({ ...sample.findings[2]!, id })));
    const [one] = sample.diagnosis!.suspects;
    const told = page.render({
      ...many,
      diagnosis: { ...sample.diagnosis!, suspects: [{ ...one!, explains: ids }] },
    });
    for (const id of ids) expect(told).toContain(`<a href="#${id}">${id}</a>`);
    expect(told).toContain("many/case-11</a> </p><details><summary>and 18 more cases</summary>");
  });
  it("leads nowhere for a case that the report does not hold", () => {
    const [one] = sample.diagnosis!.suspects;
    const lost = {
      ...sample,
      diagnosis: { ...sample.diagnosis!, suspects: [{ ...one!, explains: ["gone/away"] }] },
    };
    expect(page.render(lost)).toContain("<span>gone/away</span>");
    expect(page.render(lost)).not.toContain('href="#gone/away"');
  });
});

it("the script is JavaScript", () => {
  expect(() => new Function(script)).not.toThrow();
  expect(() => new Function(`${script} (`)).toThrow();
});

/** Contrast as WCAG counts it, from 1 to 21. */
function contrast(a: string, b: string): number {
  const light = (colour: string) => {
    const [r, g, blue] = [1, 3, 5]
      .map((i) => Number.parseInt(colour.slice(i, i + 2), 16) / 255)
      .map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r! + 0.7152 * g! + 0.0722 * blue!;
  };
  const [low, high] = [light(a), light(b)].sort((x, y) => x - y);
  return (high! + 0.05) / (low! + 0.05);
}

it("every colour of text can be read on every ground, in light and in dark: at least 4.5", () => {
  const colours = Object.fromEntries(
    [...style.matchAll(/--(\w+):light-dark\((#\w{6}),(#\w{6})\)/g)].map(([, name, light, dark]) => [
      name!,
      [light!, dark!],
    ]),
  );
  const grounds = ["paper", "sheet", "wash"];
  const inks = Object.keys(colours).filter((name) => !grounds.includes(name) && name !== "line");
  expect(inks).toHaveLength(10);
  for (const scheme of [0, 1]) {
    for (const ink of inks)
      for (const ground of grounds)
        expect([ink, ground, contrast(colours[ink]![scheme]!, colours[ground]![scheme]!) >= 4.5]).toEqual([
          ink,
          ground,
          true,
        ]);
  }
  expect(contrast("#e0b45a", "#fbfaf7")).toBeLessThan(4.5);
});
