/** From text to YAML nodes: size and nesting are bounded before anything recursive runs, and every syntax error gets a place. */
import { Lexer, type ParsedNode, parseDocument, visit, type YAMLParseError } from "yaml";
import type { Range, Source } from "./complain.ts";

/** YAML costs several µs a number; what is bigger belongs into a sidecar. */
const longest = 1_000_000;
const mostTokens = 150_000;
const deepest = 32;
const widestIndent = 128;

/** The document's root node, or undefined after complaints. */
export function parseYaml(source: Source): ParsedNode | undefined {
  if (!withinLimits(source)) return undefined;
  const document = parseDocument(source.text, { prettyErrors: false, customTags: [] });
  for (const { code, pos, message } of causesOf(document.errors)) {
    const [say, hint] = wordsFor(code, message);
    source.complain({ start: pos[0], end: Math.max(pos[1], pos[0] + 1) }, say, hint);
  }
  if (document.errors.length > 0) return undefined;
  const root = document.contents as ParsedNode | null;
  if (root) return refuseAliases(source, root) ? undefined : root;
  source.complain(
    { start: 0, end: 1 },
    "the file is empty",
    "a fixture needs title, clause, source and a question",
  );
  return undefined;
}

/** What broke the syntax: the errors after it are what the parser made of the rest. A tab explains those before it too. */
function causesOf(errors: readonly YAMLParseError[]): readonly YAMLParseError[] {
  const breaking = errors.filter(({ code }) => code !== "DUPLICATE_KEY");
  const [first] = breaking.toSorted((a, b) => a.pos[0] - b.pos[0]);
  if (!first) return errors;
  return [breaking.find(({ code }) => code === "TAB_AS_INDENT") ?? first];
}

function withinLimits(source: Source): boolean {
  const { text } = source;
  if (text.length > longest) {
    const hint = "put big tensors into a JSON file beside it: x: !file big.json";
    source.complain(
      { start: 0, end: 1 },
      `the file has ${text.length} characters; ${longest} is the most`,
      hint,
    );
    return false;
  }
  let depth = 0;
  let indicators = 0;
  let tokens = 0;
  let offset = 0;
  const refuse = (message: string, hint?: string) => {
    source.complain({ start: offset, end: offset + 1 }, message, hint);
    return false;
  };
  for (const token of new Lexer().lex(text)) {
    if (++tokens > mostTokens)
      return refuse("the file has too many tokens", "put big tensors into a JSON file beside it");
    if (token === "[" || token === "{") depth++;
    else if (token === "]" || token === "}") depth = Math.max(0, depth - 1);
    else if (token === "\n" || token === "\r\n") indicators = 0;
    else if (token === "-" || token === "?" || token === ":") indicators += depth === 0 ? 1 : 0;
    else if (token[0] === "!" || token[0] === "&") indicators++;
    else if (token.length > widestIndent && /^ +$/.test(token))
      return refuse("this line is indented too far");
    if (depth > deepest)
      return refuse(`brackets are nested more than ${deepest} deep`, "a tensor has at most 8 axes");
    if (indicators > deepest) return refuse("too many nested entries on one line");
    if (!marks.has(token)) offset += token.length;
  }
  return true;
}

/** Tokens of the lexer that stand for no text of the file: document start, flow end, scalar ahead. */
const marks = new Set(["\u{2}", "\u{18}", "\u{1f}"]);

function refuseAliases(source: Source, root: ParsedNode): boolean {
  let found = false;
  visit(root, {
    Alias: (_, node) => {
      found = true;
      const [start, end] = node.range ?? [0, 1];
      source.complain({ start, end }, `aliases are not read: *${node.source}`, "write the value itself");
    },
  });
  return found;
}

/** yaml's error codes in words of ours, with what would mend it. */
function wordsFor(code: string, message: string): readonly [string, string?] {
  const known: Readonly<Record<string, readonly [string, string]>> = {
    DUPLICATE_KEY: ["this key stands twice in one mapping", "remove one of the two"],
    TAB_AS_INDENT: ["a tab is used as indentation", "YAML is indented with spaces only"],
    BAD_INDENT: [message, "indent entries of one level alike, and close every [ and {"],
    BLOCK_AS_IMPLICIT_KEY: [
      "a mapping starts in the middle of a line",
      "indent keys of one level alike; quote text that holds `: `",
    ],
    MULTILINE_IMPLICIT_KEY: [
      "a key runs over more than one line",
      "is the line before indented less, or a quote left open?",
    ],
    MULTIPLE_DOCS: ["a second document starts here", "one fixture a file"],
    MISSING_CHAR: [message, "a bracket, a quote or a `:` is missing"],
    BAD_SCALAR_START: [message, "quote the text"],
    BAD_DQ_ESCAPE: [message, "single quotes take a backslash as it is"],
  };
  return (
    known[code] ?? [
      message,
      code === "UNEXPECTED_TOKEN" ? "check the indentation and the quotes around it" : undefined,
    ]
  );
}

/** Where a node stands in the text. */
export function rangeOf(
  node: { range?: readonly number[] | null } | null | undefined,
  otherwise: Range,
): Range {
  if (!node?.range) return otherwise;
  const [start, end] = node.range;
  return { start, end: Math.max(end, start + 1) };
}
