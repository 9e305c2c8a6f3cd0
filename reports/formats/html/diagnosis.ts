/** What is wrong, on the page: a card for each bug and one for the unknown, and the line in a case that leads to them. */
import type { Bug, Finding } from "../../../spec/report.ts";
import { othersOf, type Told, type ToldSuspect, type ToldUnknown } from "../../diagnosis.ts";
import { html, type Markup } from "../../html.ts";
import { count, cut } from "../../plain.ts";
import { anchor } from "./anchor.ts";

/** Links in a card that stand open, and characters of one piece of text. */
const LINKS = 12;
const CHARACTERS = 2000;

/** Of a card. A ~ is followed by hexadecimal digits in the address of a case: never by these. */
const address = ({ label }: Told): string => `~to-${label.replace(" ", "-")}`;
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const flat = (text: string): string => cut(text, CHARACTERS);

/** Nothing where nothing is told. */
export function whatIsWrong(told: readonly Told[], findings: readonly Finding[]): Markup | undefined {
  if (told.length === 0) return undefined;
  const byId = new Map(findings.map((finding) => [finding.id, finding]));
  return html`<section aria-labelledby="wrong-title"><h2 id="wrong-title">What is wrong</h2>
${told.map(
  (
    piece,
  ) => html`<article class="found told" id="${address(piece)}">${piece.kind === "suspect" ? suspect(piece) : unknown(piece)}${links(piece.ids, byId)}</article>
`,
)}</section>`;
}

/** `It applies …`, or `Bug 2: it applies …`. */
const titled = ({ label }: ToldSuspect, sentence: string): string =>
  label === "bug" ? `${capital(sentence)}.` : `${capital(label)}: ${sentence}.`;

function suspect(told: ToldSuspect): Markup {
  const { lead, bugs, evidence, together } = told;
  return html`${
    lead === undefined
      ? bugs.map((bug) => html`<h3>${titled(told, `it ${flat(bug.story)}`)}</h3>${known(bug)}`)
      : tie(told, lead)
  }<p class="evidence">${capital([evidence, ...together].map(flat).join("; "))}.</p>`;
}

function tie(told: ToldSuspect, lead: string): Markup {
  const others = othersOf(told);
  return html`<h3>${titled(told, lead)}</h3>
<ul>${told.bugs.map((bug) => html`<li><h4>It ${flat(bug.story)}.</h4>${known(bug)}</li>`)}</ul>${others !== undefined && html`<p>${flat(others)}</p>`}`;
}

function known(bug: Bug): Markup {
  return html`${bug.formula !== "" && html`<p class="formula">${flat(bug.formula)}</p>`}<dl class="facts">${bug.mend !== "" && html`<div><dt>mend</dt><dd>${flat(bug.mend)}</dd></div>`}${named(bug)}</dl>`;
}

function named({ name, clause }: Bug): Markup {
  return html`<div><dt>known as</dt><dd><code>${name}</code> · ${clause}</dd></div>`;
}

function unknown({ said, startsAt, nearest }: ToldUnknown): Markup {
  return html`<h3>${capital(said)}.</h3>${startsAt !== undefined && html`<p>It starts at ${flat(startsAt)}.</p>`}${
    nearest.length > 0 &&
    html`<p class="evidence">The nearest of the known bugs, and how much of the error each would leave, <span class="ratio">‖engine − bug‖ / ‖engine − truth‖</span>:</p>
<ul>${nearest.map(({ bug, left }) => html`<li><h4>It ${flat(bug.story)}.</h4><dl class="facts"><div><dt>distance</dt><dd>${left}</dd></div>${named(bug)}</dl></li>`)}</ul>`
  }`;
}

function links(ids: readonly string[], byId: ReadonlyMap<string, Finding>): Markup | undefined {
  if (ids.length === 0) return undefined;
  const one = (id: string): Markup => {
    const finding = byId.get(id);
    return finding ? html`<a href="#${anchor(finding)}">${id}</a> ` : html`<span>${id}</span> `;
  };
  const rest = ids.slice(LINKS);
  return html`<p class="links">${ids.slice(0, LINKS).map(one)}</p>${rest.length > 0 && html`<details><summary>and ${count(rest.length, "more case")}</summary><p class="links">${rest.map(one)}</p></details>`}`;
}

/** In a case: which bug explains it, and the way to its card. */
export function bugLine(told: Told): Markup {
  const title = html`<a href="#${address(told)}">${capital(told.label)}</a>`;
  if (told.kind === "unknown")
    return html`<p class="bug"><b>${title}:</b> no known bug explains this case.</p>`;
  const names = html`<span><code>${flat(told.names.join(" or "))}</code></span>`;
  return told.lead === undefined
    ? html`<p class="bug"><b>${title}:</b> it ${told.bugs.map(({ story }) => flat(story)).join()}. ${names}</p>`
    : html`<p class="bug"><b>${title}:</b> one of ${told.names.length}, which the run cannot tell apart. ${names}</p>`;
}
