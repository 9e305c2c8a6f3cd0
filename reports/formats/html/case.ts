/** One case on the page: a line that tells, and below it everything that is known. Complete without a script. */
import { type Finding, type Opinion, placeText } from "../../../spec/report.ts";
import { cellText, digitsText } from "../../decimal.ts";
import type { Told } from "../../diagnosis.ts";
import { html, type Markup } from "../../html.ts";
import { isListed, LISTED, listedText } from "../../listed.ts";
import { cut } from "../../plain.ts";
import { VERDICTS } from "../../verdicts.ts";
import { anchor } from "./anchor.ts";
import { bugLine } from "./diagnosis.ts";
import { comparison, numbers } from "./numbers.ts";

/** Foreign text of one place is cut behind this many characters: the whole of it is in results.jsonl. */
const MOST = 20_000;

/** `told`: what the diagnosis says of it; `most`: entries to show of a quantity that is right. */
export function caseRow(finding: Finding, told: readonly Told[], open: boolean, most: number): Markup {
  const { verdict, digits, ms } = finding;
  return html`<div class="case ${verdict}" data-verdict="${verdict}" data-digits="${digits ?? -1}" data-ms="${ms}">
<details${open && html` open`}><summary><span class="badge"><span class="glyph" aria-hidden="true">${VERDICTS[verdict].glyph}</span> ${verdict}</span>${finding.known && html`<span class="listed ${finding.known.kind}" title="${LISTED[finding.known.kind].means}">${finding.known.kind}</span>`}
<span class="name"><h4>${finding.id}</h4> <span class="title">${cut(finding.title, 300)}</span></span>
<span class="clause">${cut(finding.clause, 80)}</span><span class="lre">${digits === null ? "" : html`${digitsText(digits, 1)} <span>digits</span>`}</span></summary>
<div class="body" id="${anchor(finding)}">
<p class="said">${cut(finding.summary, MOST)} <a class="here" href="#${anchor(finding)}" aria-label="link to ${finding.id}">link</a></p>
${listing(finding)}${comparison(finding)}${where(finding)}${told.map(bugLine)}
${asked(finding)}
${finding.quantities.length > 0 && html`<section><h5>Numbers</h5>${finding.quantities.map((quantity) => numbers(quantity, most))}</section>`}
${finding.opinions.length > 0 && witnesses(finding.opinions)}
${finding.notes.length > 0 && html`<section><h5>Notes</h5>${finding.notes.map((note) => html`<p class="note">${cut(note, MOST)}</p>`)}</section>`}
<section><h5>Ask again</h5><div class="again"><code>${finding.replay}</code><button type="button" class="copy js">copy</button></div></section>
</div></details></div>
`;
}

/** What a list of known failures says of it. */
function listing(finding: Finding): Markup | undefined {
  if (!isListed(finding)) return undefined;
  const { issue = "" } = finding.known;
  const link = /^https?:\/\//.test(issue) && html` <a href="${issue}" rel="noreferrer">issue</a>`;
  return html`<p class="listing">${cut(listedText(finding), MOST)}${link}</p>`;
}

function where({ firstWrong: first }: Finding): Markup | undefined {
  if (!first) return undefined;
  return html`<p class="starts"><b>Starts at ${placeText(first)}</b>${first.before && `: ${first.before}`}.</p>`;
}

function asked({ formula, source, clause, file, line, ms, points }: Finding): Markup {
  return html`<section class="asked"><div><h5>Question</h5>${formula.length > 0 ? html`<div class="formula">${formula.map((one) => html`<div>${one}</div>`)}</div>` : html`<p class="quiet">The fixture gives no formula.</p>`}</div>
<div><h5>Source</h5><dl class="facts"><div><dt>from</dt><dd>${source}</dd></div><div><dt>clause</dt><dd>${clause}</dd></div><div><dt>fixture</dt><dd><code>${file}:${line}</code></dd></div><div><dt>took</dt><dd>${ms.toFixed(1)} ms</dd></div><div><dt>weight</dt><dd>${points}</dd></div></dl></div></section>`;
}

function witnesses(opinions: readonly Opinion[]): Markup {
  return html`<section><h5>Witnesses</h5><div class="scroll"><table class="witnesses"><thead><tr><th scope="col">oracle<th scope="col">method<th scope="col">says<th scope="col">how
<tbody>${opinions.map((opinion) => html`<tr class="${opinion.kind}"><th scope="row">${opinion.oracle}<td>${opinion.method}<td>${said(opinion)}`)}</table></div></section>`;
}

function said(opinion: Opinion): Markup {
  switch (opinion.kind) {
    case "agrees":
      return html`✓ agrees<td>on ${opinion.entries} ${opinion.entries === 1 ? "entry" : "entries"}, error at most ${errorText(opinion.error)}`;
    case "disagrees":
      return html`✗ disagrees<td>${opinion.at}`;
    case "abstains":
      return html`○ abstains<td>${opinion.because}`;
  }
}

function errorText(error: Extract<Opinion, { kind: "agrees" }>["error"]): string {
  return typeof error === "number" && error !== 0 ? error.toExponential(0) : cellText(error);
}
