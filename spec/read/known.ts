/** `known.yaml` is read: text in, a list of known failures or complaints out. Whatever stands in the file, nothing is thrown. */
import { type Entry, failingVerdicts, isProblem, type KnownEntry, type KnownList } from "../known.ts";
import type { Complaint } from "../report.ts";
import { openSource, type Source } from "./complain.ts";
import { listOf, number, oneOf, type Placed, text } from "./kinds.ts";
import { mapping, optional, required } from "./mapping.ts";
import { nearestNames } from "./nearest.ts";
import { parseYaml } from "./syntax.ts";

const fails = mapping("a failure", {
  verdict: required(oneOf("verdict", failingVerdicts), `one of ${failingVerdicts.join(", ")}`),
  at: optional(text, "the first wrong quantity: ∂L/∂W1"),
  times: optional(number, "its entries are this number times the true ones"),
  off: optional(number, "or: the size of its error relative to its own, ‖engine − truth‖ / ‖truth‖"),
  says: optional(text, "what is wrong where no number says it"),
});
const common = {
  id: required(text, "a case, as `backproof list` names it, or state/…, problems/…"),
  because: required(text, "why it fails, in a sentence"),
  issue: optional(text, "where it is being mended: a link"),
};
const knownEntry = mapping("a known failure", {
  ...common,
  fails: required(fails, "how it fails: `backproof known update` writes it"),
});
const flakyEntry = mapping("a flaky case", common);
const form = mapping("a list of known failures", {
  known: optional(listOf(knownEntry), "what must fail, and how"),
  flaky: optional(listOf(flakyEntry), "what may fail or not: it never fails a run"),
});

export type ReadKnown = { readonly list: KnownList } | { readonly complaints: readonly Complaint[] };

/** `ids`: whatever can be judged, as far as that is known; functions of the engine's own (`problems/…`) only the engine knows. */
export function readKnown(file: string, content: string, ids: readonly string[]): ReadKnown {
  const source = openSource(file, content);
  const isEmpty = /^(\s*(#.*)?(\n|$))*$/.test(content);
  const root = isEmpty ? undefined : parseYaml(source);
  const read = root && form.read(root, source, { start: 0, end: 1 });
  const { known, flaky } = read?.value ?? {};
  const list: KnownList = {
    file,
    known: (known?.value ?? []).map(
      ({ value }): KnownEntry => ({
        ...entryOf(source, value),
        fails: {
          verdict: value.fails.value.verdict.value,
          ...textsOf(value.fails.value),
        },
      }),
    ),
    flaky: (flaky?.value ?? []).map(({ value }) => entryOf(source, value)),
  };
  const places = [...(known?.value ?? []), ...(flaky?.value ?? [])].map(({ value }) => value.id);
  checkIds(source, places, ids);
  for (const { value } of flaky?.value ?? []) checkReason(source, value.because);
  const complaints = source.complaints().map((one): Complaint => ({ ...one, about: "known failures" }));
  return complaints.length > 0 ? { complaints } : { list };
}

interface CommonForm {
  readonly id: Placed<string>;
  readonly because: Placed<string>;
  readonly issue?: Placed<string>;
}

const entryOf = (source: Source, { id, because, issue }: CommonForm): Entry => ({
  id: id.value,
  because: because.value,
  ...(issue && { issue: issue.value }),
  line: source.lineOf(id.at.start),
});

function textsOf(failure: {
  readonly at?: Placed<string>;
  readonly times?: Placed<{ readonly text: string }>;
  readonly off?: Placed<{ readonly text: string }>;
  readonly says?: Placed<string>;
}) {
  const { at, times, off, says } = failure;
  return {
    ...(at && { at: at.value }),
    ...(times && { times: times.value.text }),
    ...(off && { off: off.value.text }),
    ...(says && { says: says.value }),
  };
}

function checkIds(source: Source, places: readonly Placed<string>[], ids: readonly string[]): void {
  const known = new Set(ids);
  const seen = new Map<string, number>();
  for (const { value, at } of places) {
    const before = seen.get(value);
    if (before !== undefined)
      source.complain(
        at,
        `${value} is listed twice`,
        `it stands in line ${before} too: remove one of the two`,
      );
    else if (!known.has(value) && !isProblem(value))
      source.complain(at, `nothing is called ${value}`, `near to it: ${nearestNames(value, ids).join(", ")}`);
    seen.set(value, source.lineOf(at.start));
  }
}

/** What comes and goes is forgiven for a reason only. */
function checkReason(source: Source, { value, at }: Placed<string>): void {
  if (/^\W*$|^todo\b/i.test(value))
    source.complain(at, "a flaky case needs a reason", "why does its answer change from run to run?");
}
