/** What a user says of a Python file that cannot be seen in it, behind its name: `--shape` and `--layout`. */
import { suggest } from "../../spec/read/nearest.ts";
import { UnknownEngine } from "./unknown.ts";

/** Shapes of engines that need no adapter: the files of `hosts/python_shapes`. */
export const shapes: readonly string[] = [
  ...["chapter", "nielsen", "ng", "cs231n-net", "cs231n-layers", "nnfs", "modules", "scalars"],
];
const layouts = {
  weights: ["out_in", "in_out"],
  samples: ["columns", "rows"],
  average: ["loss", "layer"],
} as const;
type Key = "shape" | keyof typeof layouts;
/** Words for the host: `shape`, and how the author keeps tensors. */
export type Said = Partial<Readonly<Record<Key, string>>>;

const isLayoutKey = (key: string): key is keyof typeof layouts => Object.hasOwn(layouts, key);
export function shapeFrom(word: string): Said {
  if (shapes.includes(word)) return { shape: word };
  throw new UnknownEngine(`there is no shape ${word}; ${suggest(word, shapes)}`);
}
export function layoutFrom(key: string, word: string): Said {
  if (!isLayoutKey(key)) {
    const known = Object.keys(layouts);
    throw new UnknownEngine(`a layout has no ${key || "empty part"}; ${suggest(key, known)}`);
  }
  const known: readonly string[] = layouts[key];
  if (known.includes(word)) return { [key]: word };
  throw new UnknownEngine(`${key} is ${known.join(" or ")}, not ${word || "nothing"}`);
}

/** `weights=in_out,samples=rows` */
function readLayout(text: string): Said {
  const parts = text.split(",").map((part) => part.split("=").map((word) => word.trim()));
  return Object.assign({}, ...parts.map(([key = "", value = ""]) => layoutFrom(key, value)));
}

export interface PythonSpec {
  readonly path: string;
  readonly name: string;
  readonly said: Said;
}

/** `file.py:Name --shape nielsen --layout weights=in_out`, with or without each part but the file; undefined if it is not of that form. */
export function readPythonSpec(spec: string): PythonSpec | undefined {
  const [, path, name = "", rest = ""] = /^(.*?\.py)(?::(\w+))?((?:\s+--.*)?)$/.exec(spec) ?? [];
  if (!path) return undefined;
  const words = rest.trim() === "" ? [] : rest.trim().split(/\s+/);
  let said: Said = {};
  for (let i = 0; i < words.length; i += 2) {
    const [option = "", value] = words.slice(i, i + 2);
    if (option !== "--shape" && option !== "--layout")
      throw new UnknownEngine(`python: has no option ${option}; ${suggest(option, ["--shape", "--layout"])}`);
    if (value === undefined) throw new UnknownEngine(`${option} says nothing; as in ${examples[option]}`);
    said = {
      ...said,
      ...(option === "--shape" ? shapeFrom(value) : readLayout(value)),
    };
  }
  return { path, name, said };
}
const examples = { "--shape": "--shape nielsen", "--layout": "--layout weights=in_out,samples=rows" };

/** The name of an engine with what is said on the command line behind it, so that the name alone says all of it: to a report, and to run it again. */
export function withSaid(spec: string, said: { readonly shape?: string; readonly layout?: string }): string {
  const words = (["shape", "layout"] as const).flatMap((key) => (said[key] ? [`--${key} ${said[key]}`] : []));
  if (words.length === 0) return spec;
  if (!spec.startsWith("python:"))
    throw new UnknownEngine(`--shape and --layout are for engines named python:FILE.py, not for "${spec}"`);
  return [spec, ...words].join(" ");
}
