import { describe, expect, it } from "vitest";
import { html, trusted } from "./html.ts";
import { HOSTILE } from "./sample-parts.ts";

describe("html", () => {
  it("foreign text never becomes markup, in content or in an attribute", () => {
    const { markup } = html`<p title="${HOSTILE}">${HOSTILE}</p>`;
    expect(markup.match(/[<>]/g)).toEqual(["<", ">", "<", ">"]);
    expect(markup.match(/"/g)).toHaveLength(2);
    expect(html`${'<a b="c">&\''}`.markup).toBe("&lt;a b=&quot;c&quot;&gt;&amp;&#39;");
  });
  it("markup and lists of markup go in as they are, and only `trusted` lets a text through", () => {
    expect(html`<ul>${[1, 2].map((n) => html`<li>${n}`)}</ul>`.markup).toBe("<ul><li>1<li>2</ul>");
    expect(html`${trusted("<b>")}`.markup).toBe("<b>");
    expect(html`${"<b>"}`.markup).not.toBe("<b>");
  });
  it("nothing is written for false and undefined, and zero is written", () => {
    expect(html`[${false}${undefined}${0}]`.markup).toBe("[0]");
  });
});
