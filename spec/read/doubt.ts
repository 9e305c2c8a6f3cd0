/** What somebody who knows more than the form finds wrong with a case, each with the way to its place in the file. */
import { isMap, isScalar, isSeq, type Node } from "yaml";
import type { Case } from "../case.ts";
import type { Range, Source } from "./complain.ts";
import { rangeOf } from "./syntax.ts";

/** From the root: keys, positions, and in a list the entry that has such a value: `["graph", "nodes", { out: "y" }]`. */
export type Path = readonly (string | number | Readonly<Record<string, string>>)[];

export interface Doubt {
  readonly at: Path;
  readonly message: string;
  readonly hint?: string;
}
export type Doubts = (c: Case) => readonly Doubt[];

export function complainOf(source: Source, root: Node, { at, message, hint }: Doubt): void {
  source.complain(placeOf(root, at), message, hint);
}

/** The node that a path leads to, or the last one on the way. */
function placeOf(root: Node, path: Path): Range {
  let node = root;
  for (const step of path) {
    const next = stepInto(node, step);
    if (!next) break;
    node = next;
  }
  return rangeOf(node, { start: 0, end: 1 });
}

function stepInto(node: Node, step: Path[number]): Node | undefined {
  if (!isMap(node) && !isSeq(node)) return undefined;
  if (typeof step !== "object") return node.get(step, true) as Node | undefined;
  const has = (item: unknown) =>
    isMap(item) &&
    Object.entries(step).every(([key, value]) => {
      const found = item.get(key, true);
      return isScalar(found) && found.value === value;
    });
  return isSeq(node) ? (node.items.find(has) as Node | undefined) : undefined;
}
