import { describe, expect, it } from "vitest";
import { HOSTILE } from "./sample-parts.ts";
import { element, xmlDocument } from "./xml.ts";

/** What XML 1.0 forbids, anywhere in a document. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what it looks for
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/u;

describe("element", () => {
  it("text and attributes are escaped", () => {
    expect(element("a", { b: '<"&\n' }, "]]> & <").xml).toBe(
      '<a b="&lt;&quot;&amp;&#10;">]]&gt; &amp; &lt;</a>',
    );
  });
  it("no code point that XML forbids is written, not even escaped", () => {
    const { xml } = element("a", { b: HOSTILE }, HOSTILE);
    expect(HOSTILE).toMatch(FORBIDDEN);
    expect(xml).not.toMatch(FORBIDDEN);
    expect(xml).not.toContain("&#0;");
    expect(xml).not.toContain("]]>");
  });
  it("an attribute without a value is left out, and an element without content closes itself", () => {
    expect(xmlDocument(element("a", { b: undefined, c: 0 })).split("\n")[1]).toBe('<a c="0"/>');
  });
});
