/** A list of known failures brought up to date with a run: comments, order and reasons stay as they are. */
import { type Document, isMap, isScalar, isSeq, parseDocument, type YAMLMap, type YAMLSeq } from "yaml";
import type { Failure, KnownList } from "../../spec/known.ts";
import type { Finding } from "../../spec/report.ts";
import { failureOf, failureText, isFailing } from "./failure.ts";
import { marked } from "./list.ts";

export interface Change {
  readonly kind: "removed" | "changed" | "added";
  readonly id: string;
  /** `violates, ∂L/∂p times -1`; what it was, where it is no more. */
  readonly failure: string;
  /** Changed only: what it was. */
  readonly before?: string;
}
export interface Updated {
  readonly text: string;
  readonly changes: readonly Change[];
  /** Entries that fail as they did. */
  readonly kept: number;
}

/** What stands for a reason until somebody knows one. */
export const NO_REASON = "?";
const heading = ` What this engine is known to get wrong: each must go on to fail, and in the same way.
 \`backproof known update\` writes how; why is for you to say.`;

/** `text`: the file as it is, absent where there is none. `list`: the same, read. */
export function updated(text: string | undefined, list: KnownList, findings: readonly Finding[]): Updated {
  const document = parseDocument(text ?? "");
  if (document.contents === null) {
    document.contents = document.createNode({}) as unknown as typeof document.contents;
    if (text === undefined) document.commentBefore = heading;
  }
  const changes: Change[] = [];
  let kept = 0;
  for (const finding of findings) {
    const { known } = marked(finding, list);
    const entry = list.known.find(({ id }) => id === finding.id);
    const { id } = finding;
    if (known?.kind === "known") kept++;
    else if (known?.kind === "stale" && entry) {
      remove(document, id);
      changes.push({ kind: "removed", id, failure: failureText(entry.fails) });
    } else if (known?.kind === "changed" && entry) {
      const failure = failureOf(finding);
      entryOf(document, id)?.set("fails", nodeOf(document, failure));
      changes.push({ kind: "changed", id, failure: failureText(failure), before: failureText(entry.fails) });
    } else if (!known && isFailing(finding)) {
      const failure = failureOf(finding);
      add(document, id, failure);
      changes.push({ kind: "added", id, failure: failureText(failure) });
    }
  }
  if (changes.length === 0) return { text: text ?? "", changes, kept };
  return { text: document.toString({ lineWidth: 0, flowCollectionPadding: true }), changes, kept };
}

function listIn(document: Document): YAMLSeq | undefined {
  const list = document.get("known", true);
  return isSeq(list) ? list : undefined;
}

const hasId =
  (id: string) =>
  (item: unknown): item is YAMLMap => {
    const found = isMap(item) ? item.get("id", true) : undefined;
    return isScalar(found) && found.value === id;
  };

const entryOf = (document: Document, id: string): YAMLMap | undefined =>
  listIn(document)?.items.find(hasId(id));

/** The comment directly above an entry goes with it; what a blank line parts from it stays. */
function remove(document: Document, id: string): void {
  const list = listIn(document);
  const at = list?.items.findIndex(hasId(id)) ?? -1;
  if (!list || at < 0) return;
  const [entry] = list.items.splice(at, 1) as YAMLMap[];
  const next = list.items[at] as YAMLMap | undefined;
  if (at === 0) {
    // YAML has the comment above the first entry stand above the list
    list.commentBefore = detached(list.commentBefore);
    if (next) next.spaceBefore = false;
  } else if (next) next.commentBefore = joined(detached(entry?.commentBefore), next.commentBefore);
  else list.comment = joined(detached(entry?.commentBefore), list.comment);
  if (list.items.length === 0) list.flow = true;
}

type Comment = string | null | undefined;
const detached = (comment: Comment): string | undefined => /^[\s\S]*\n(?=\n|$)/.exec(comment ?? "")?.[0];
const joined = (a: Comment, b: Comment): string | undefined =>
  a && b ? `${a}\n${b}` : (a ?? b ?? undefined);

function add(document: Document, id: string, failure: Failure): void {
  const entry = document.createNode({ id, because: NO_REASON }) as YAMLMap;
  entry.set("fails", nodeOf(document, failure));
  if (!listIn(document)) document.set("known", document.createNode([]));
  const list = listIn(document) as YAMLSeq;
  list.flow = false;
  list.items.push(entry);
}

function nodeOf(document: Document, { verdict, at, times, off, says }: Failure): YAMLMap {
  const number = (text: string | undefined) => (text === undefined ? undefined : Number(text));
  const all = { verdict, at, times: number(times), off: number(off), says };
  const said = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
  return document.createNode(said, { flow: true }) as YAMLMap;
}
