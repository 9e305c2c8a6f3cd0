/** HTML by tagged template: whatever is put into `html` is escaped, unless it is itself `html`. */
import { plain } from "./plain.ts";

export interface Markup {
  readonly markup: string;
}
/** `undefined` and `false` put nothing. */
export type Part = string | number | undefined | false | Markup | readonly Markup[];

/** Attributes must be written in double quotes: `html\`<a title="${x}">\``. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  let markup = strings[0]!;
  for (let i = 0; i < parts.length; i++) markup += textOf(parts[i]) + strings[i + 1]!;
  return { markup };
}

/** Text of ours that is markup already: a style sheet, a script. Never foreign text. */
export function trusted(markup: string): Markup {
  return { markup };
}

function textOf(part: Part): string {
  if (part === undefined || part === false) return "";
  if (typeof part === "string") return escaped(part);
  if (typeof part === "number") return String(part);
  return "markup" in part ? part.markup : part.map((one) => one.markup).join("");
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escaped(text: string): string {
  return plain(text).replace(/[&<>"']/g, (character) => ENTITIES[character]!);
}
