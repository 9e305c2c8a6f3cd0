/** The report as one page that needs nothing else: no network, no script to be read, no second file. */
import { createHash } from "node:crypto";
import {
  type Complaint,
  countListed,
  countVerdicts,
  type Finding,
  type Format,
  isExcused,
  type Report,
} from "../../../spec/report.ts";
import { claimsOf } from "../../claims.ts";
import { digitsText } from "../../decimal.ts";
import { toldById, toldOf } from "../../diagnosis.ts";
import { html, type Markup, trusted } from "../../html.ts";
import { count, cut, grouped } from "../../plain.ts";
import { gapOf, groupsOf, headline, worstOf } from "../../summary.ts";
import { VERDICTS, WORST_FIRST } from "../../verdicts.ts";
import { caseRow } from "./case.ts";
import { whatIsWrong } from "./diagnosis.ts";
import { script } from "./script.ts";
import { style } from "./style.ts";

/** Cases that need somebody stand open, unless there are so many that nobody could read them at once. */
const OPEN = 12;
/** Rows of numbers that a browser takes without a pause; of more, only the worst entry of each right quantity is shown. */
const ROWS = 15_000;

export const page: Format = {
  name: "html",
  file: "index.html",
  render: (report) => documentOf(report).markup,
};

/** A right case does not, nor does one that fails as a list of known failures says. */
const needsSomebody = (finding: Finding): boolean =>
  finding.known?.kind === "stale" || (!VERDICTS[finding.verdict].quiet && !isExcused(finding));

const hash = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
/** Nothing is loaded and nothing sent; only our own style and script run. */
const POLICY = `default-src 'none'; style-src ${hash(style)}; script-src ${hash(script)}; img-src data:; base-uri 'none'; form-action 'none'`;
const ICON =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Ctext y='14' font-size='15' fill='%23788'%3E%E2%88%82%3C/text%3E%3C/svg%3E";

function documentOf(report: Report): Markup {
  const { header, findings, complaints } = report;
  const loud = findings.filter(needsSomebody).length;
  const rows = findings
    .flatMap(({ quantities }) => quantities)
    .reduce((sum, { entries }) => sum + entries.length, 0);
  const told = toldOf(report.diagnosis);
  const toldOfCase = toldById(told);
  const most = rows > ROWS ? 1 : Number.POSITIVE_INFINITY;
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${POLICY}"><meta name="color-scheme" content="light dark"><meta name="generator" content="${header.tool}">
<title>${headline(report)} · backproof</title><link rel="icon" href="${trusted(ICON)}"><style>${trusted(style)}</style></head>
<body><a class="skip" href="#cases">Skip to the cases</a>
${masthead(report)}
<main>
${whatIsWrong(told, findings)}
${complaints.length > 0 && invalid(complaints)}
<section id="cases" aria-labelledby="cases-title"><h2 id="cases-title">Cases</h2>
${findings.length === 0 ? html`<p class="quiet">No case was judged.</p>` : controls(report)}
<div id="list">${[...groupsOf(findings)].map(
    ([
      group,
      members,
    ]) => html`<section class="group"><h3>${group || "cases"} <span>${members.length}</span></h3>
${members.map((finding) => caseRow(finding, toldOfCase.get(finding.id) ?? [], loud <= OPEN && needsSomebody(finding), most))}</section>`,
  )}</div><div id="sorted" hidden></div><p id="nothing" class="quiet" hidden>No case matches. <button type="button" id="clear">Show all</button></p></section>
</main>
${legend()}${help()}<script>${trusted(script)}</script></body></html>
`;
}

function masthead(report: Report): Markup {
  const worst = worstOf(report);
  const gap = gapOf(report);
  return html`<header><div class="brand"><span>backproof</span><span class="js"><button type="button" id="theme" title="light, dark, or as the system">theme: <span>auto</span></button> <button type="button" id="help-button" aria-keyshortcuts="?">keys</button></span></div>
<h1 class="${worst ?? "inconclusive"}"><span class="glyph" aria-hidden="true">${worst ? VERDICTS[worst].glyph : "?"}</span> ${headline(report)}</h1>
${gap !== undefined && html`<p class="alarm" role="alert"><b>Incomplete.</b> This is not the whole story: ${gap}. What is missing is not proved.</p>`}
${claims(report)}${bar(report)}${facts(report)}</header>`;
}

const CLAIM_TONES = {
  held: "conforms",
  broken: "violates",
  partial: "inconclusive",
  unclaimed: "unsupported",
} as const;

/** What was shown of each conformance profile. */
function claims(report: Report): Markup | undefined {
  const lines = claimsOf(report);
  if (lines.length === 0) return undefined;
  return html`<ul class="claims" aria-label="Conformance profiles">${lines.map(({ text, state }) => html`<li class="${CLAIM_TONES[state]}">${text}</li>`)}</ul>`;
}

/** How much of the whole each verdict is; the numbers themselves stand at the filters. */
function bar(report: Report): Markup {
  const counts = countVerdicts(report.findings);
  let x = 0;
  const rects = [...WORST_FIRST].reverse().map((verdict) => {
    const width = (1000 * counts[verdict]) / Math.max(1, report.findings.length);
    x += width;
    return (
      width > 0 &&
      html`<rect class="${verdict}" x="${(x - width).toFixed(2)}" width="${Math.max(1, width - 2).toFixed(2)}" height="8" rx="1"/>`
    );
  });
  return html`<svg class="bar" viewBox="0 0 1000 8" preserveAspectRatio="none" aria-hidden="true">${rects.filter((rect) => rect !== false)}</svg>`;
}

function facts(report: Report): Markup {
  const { header, footer, findings } = report;
  const { engine } = header;
  const compared = findings.reduce(
    (sum, { quantities }) => sum + quantities.reduce((all, quantity) => all + quantity.compared, 0),
    0,
  );
  const weakest = findings.reduce<number | null>(
    (least, { digits }) => (digits === null ? least : Math.min(digits, least ?? digits)),
    null,
  );
  const rows: readonly (readonly [string, string | undefined])[] = [
    [
      "engine",
      `${engine.name}${engine.version ? ` ${engine.version}` : ""}${engine.language ? `, ${engine.language}` : ""}`,
    ],
    ["asked as", engine.spec],
    ["precision", engine.dtype],
    ["squared error", engine.squaredError],
    ["answers", engine.answers?.join(", ")],
    ["cases", `${grouped(findings.length)} of ${grouped(header.selected)} selected`],
    ["compared", count(compared, "number")],
    ["weakest", weakest === null ? undefined : `${digitsText(weakest, 1)} digits`],
    ["judged by", `${header.tool} on ${header.host}`],
    ["started", header.started.replace("T", " ").replace(/(\.\d+)?Z$/, " UTC")],
    ["took", footer && `${(footer.ms / 1000).toFixed(2)} s`],
    ["known", footer?.known && listedCounts(findings)],
    ["exit code", footer && String(footer.exit)],
    ["it says", engine.notes?.join("; ")],
  ];
  return html`<dl class="facts wide">${rows.filter(([, value]) => value).map(([name, value]) => html`<div><dt>${name}</dt><dd>${value!}</dd></div>`)}</dl>`;
}

function listedCounts(findings: readonly Finding[]): string {
  const counts = Object.entries(countListed(findings)).filter(([, n]) => n > 0);
  return counts.map(([kind, n]) => `${n} ${kind}`).join(", ") || "no case of the list was judged";
}

function invalid(complaints: readonly Complaint[]): Markup {
  return html`<section aria-labelledby="invalid-title"><h2 id="invalid-title">${complaints.every(({ about }) => about) ? "Known failures" : count(complaints.filter(({ about }) => !about).length, "invalid fixture")}</h2>
${complaints.map(({ file, line, column, message, hint, frame }) => html`<div class="found"><p><code>${file}:${line}:${column}</code></p><p><b>${cut(message, 2000)}</b></p><pre>${cut(frame, 4000)}</pre>${hint !== undefined && html`<p>Hint: ${hint}</p>`}</div>`)}</section>`;
}

/** The check boxes filter by themselves (style sheet); text, order and the address bar need the script. */
function controls(report: Report): Markup {
  const counts = countVerdicts(report.findings);
  const boxes = WORST_FIRST.filter((verdict) => counts[verdict] > 0).map(
    (verdict) =>
      html`<label class="${verdict}"><input type="checkbox" class="only" id="only-${verdict}" value="${verdict}" autocomplete="off"><span class="glyph" aria-hidden="true">${VERDICTS[verdict].glyph}</span> ${verdict} <b>${grouped(counts[verdict])}</b></label>`,
  );
  return html`<div class="controls" role="search" aria-label="Cases"><fieldset><legend>Show only</legend>${boxes}</fieldset>
<span class="js find"><input type="search" id="find" placeholder="find: words, -without, &quot;a phrase&quot;" aria-label="Find cases by text" aria-keyshortcuts="/" autocomplete="off">
<label>order <select id="sort" autocomplete="off"><option value="">as asked</option><option value="digits">fewest digits</option><option value="ms">slowest</option></select></label>
<output id="shown" aria-live="polite"></output></span></div>`;
}

function legend(): Markup {
  return html`<footer><h2>What the verdicts mean</h2><dl>${WORST_FIRST.map((verdict) => html`<div class="${verdict}"><dt><span class="glyph" aria-hidden="true">${VERDICTS[verdict].glyph}</span> ${verdict}</dt><dd>${VERDICTS[verdict].means}</dd></div>`)}</dl>
<p>“Digits” is the log relative error: −log₁₀ |engine − truth| / |truth|, at most 17. “Bound” is how far an honest engine of this precision may be from the truth.</p></footer>`;
}

function help(): Markup {
  const keys = [
    ["/", "find"],
    ["j  k", "next, previous case"],
    ["Enter", "open or close it"],
    ["c", "copy its command"],
    ["f", "failing only"],
    ["t", "light or dark"],
    ["Esc", "show all"],
    ["?", "this"],
  ] as const;
  return html`<dialog id="help" aria-labelledby="help-title"><h2 id="help-title">Keys</h2><dl>${keys.map(([key, does]) => html`<div><dt><kbd>${key}</kbd></dt><dd>${does}</dd></div>`)}</dl><form method="dialog"><button>close</button></form></dialog>`;
}
