/** One line `name = formula`: cut into tokens with their places, and everything refused that the little language does not have. */

export interface FormulaProblem {
  /** Offset into the line. */
  readonly offset: number;
  readonly length: number;
  readonly message: string;
  readonly hint?: string;
}
export interface Token {
  readonly kind: "number" | "name" | "function" | "operator" | "(" | ")" | ",";
  readonly text: string;
  readonly offset: number;
}
export interface Formula {
  /** Left of the `=`. */
  readonly name: string;
  readonly nameOffset: number;
  /** Right of it, and where it starts in the line. */
  readonly body: string;
  readonly bodyOffset: number;
  /** Tokens of the body; offsets count from the start of the line. */
  readonly tokens: readonly Token[];
}

/** Functions of a formula, with how many arguments they take. */
export const functions: Readonly<Record<string, number>> = {
  exp: 1,
  log: 1,
  sqrt: 1,
  abs: 1,
  max: 2,
  sigmoid: 1,
  tanh: 1,
  softplus: 1,
  relu: 1,
};

/** Words that mathjs reads as operators or constants of its own. */
const reserved = [
  "mod",
  "to",
  "in",
  "and",
  "xor",
  "or",
  "not",
  "true",
  "false",
  "null",
  "undefined",
  "NaN",
  "Infinity",
  "end",
];
const longest = 2000;
const deepest = 50;
const mostTokens = 500;

/** Why a word cannot name a quantity, or undefined if it can. Names with `/` and `@` are ours. */
export function nameProblem(name: string): { message: string; hint?: string } | undefined {
  if (!/^\p{L}[\p{L}\p{N}_]*$/u.test(name)) {
    return { message: `${JSON.stringify(name)} is not a name`, hint: "a letter, then letters, digits and _" };
  }
  if (name in Object.prototype)
    return { message: `${name} cannot be a name here`, hint: "JavaScript gives it a meaning of its own" };
  if (Object.hasOwn(functions, name) || reserved.includes(name))
    return { message: `${name} has a meaning of its own in formulas` };
  return undefined;
}

/** Splits at the first `=`; gives every problem of the line that can be seen before parsing. */
export function readFormula(
  line: string,
): { formula: Formula; problems: readonly FormulaProblem[] } | { problems: readonly FormulaProblem[] } {
  const whole = (message: string, hint?: string) => ({
    problems: [{ offset: 0, length: Math.max(1, line.length), message, hint }],
  });
  if (line.length > longest)
    return whole(`a formula has at most ${longest} characters, this one ${line.length}`);
  const equals = line.indexOf("=");
  if (equals < 0) return whole("a formula needs a name on the left", "write y = …");
  const name = line.slice(0, equals).trim();
  const nameOffset = line.slice(0, equals).search(/\S|$/);
  const bad = nameProblem(name);
  const problems: FormulaProblem[] = bad
    ? [{ offset: nameOffset, length: Math.max(1, name.length), ...bad }]
    : [];
  const tokens = tokensOf(line, equals + 1, problems);
  if (tokens.length === 0 && problems.length === 0) {
    problems.push({ offset: equals, length: 1, message: "nothing stands on the right of the =" });
  }
  checkOrder(tokens, problems);
  checkNesting(tokens, line, problems);
  const body = line.slice(equals + 1);
  return { formula: { name, nameOffset, body, bodyOffset: equals + 1, tokens }, problems };
}

const patterns: readonly (readonly [Token["kind"] | "space", RegExp])[] = [
  ["space", /\s+/y],
  ["number", /(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/y],
  ["name", /\p{L}[\p{L}\p{N}_]*/uy],
  ["operator", /[-+*/^]/y],
  ["(", /\(/y],
  [")", /\)/y],
  [",", /,/y],
];

function tokensOf(line: string, from: number, problems: FormulaProblem[]): readonly Token[] {
  const tokens: Token[] = [];
  for (let at = from; at < line.length; ) {
    const match = patterns
      .map(([kind, pattern]) => ({ kind, text: matchAt(pattern, line, at) }))
      .find(({ text }) => text !== "");
    if (!match) {
      const text = String.fromCodePoint(line.codePointAt(at) as number);
      const hint = "a formula has numbers, names, + - * / ^ ( ) and functions";
      problems.push({
        offset: at,
        length: text.length,
        message: `${JSON.stringify(text)} has no meaning in a formula`,
        hint,
      });
      return tokens;
    }
    const { kind, text } = match;
    const called = kind === "name" && Object.hasOwn(functions, text);
    if (kind === "name" && reserved.includes(text))
      problems.push({ offset: at, length: text.length, message: `${text} is not part of a formula` });
    if (kind === "number" && !Number.isFinite(Number(text))) {
      problems.push({ offset: at, length: text.length, message: `${text} is greater than every double` });
    }
    if (kind !== "space") tokens.push({ kind: called ? "function" : kind, text, offset: at });
    at += text.length;
  }
  return tokens;
}

function matchAt(pattern: RegExp, line: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(line)?.[0] ?? "";
}

/** Two values side by side would be multiplied by mathjs in silence; a name before a bracket would be called. */
function checkOrder(tokens: readonly Token[], problems: FormulaProblem[]): void {
  tokens.forEach((token, i) => {
    const next = tokens[i + 1];
    const say = (message: string, hint?: string) =>
      problems.push({ offset: token.offset, length: token.text.length, message, hint });
    if (token.kind === "function" && next?.kind !== "(")
      say(`${token.text} is a function`, `write ${token.text}(…)`);
    if (token.kind === "name" && next?.kind === "(") {
      say(
        `there is no function ${token.text}`,
        `known: ${Object.keys(functions).join(", ")}; a product is written with *`,
      );
    } else if (
      (token.kind === "number" || token.kind === "name" || token.kind === ")") &&
      next &&
      !["operator", ")", ","].includes(next.kind)
    ) {
      const hint = `write ${token.text} * ${next.text}`;
      problems.push({
        offset: next.offset,
        length: next.text.length,
        message: "two values side by side",
        hint,
      });
    }
    const signed = token.text === "+" && (i === 0 || ["operator", "(", ","].includes(tokens[i - 1].kind));
    if (signed) say("a + in front of a value says nothing", "leave it out");
  });
}

function checkNesting(tokens: readonly Token[], line: string, problems: FormulaProblem[]): void {
  if (tokens.length > mostTokens)
    problems.push({ offset: 0, length: line.length, message: `a formula has at most ${mostTokens} parts` });
  let depth = 0;
  for (const { kind, offset } of tokens) {
    if (kind === "(") depth++;
    if (kind === ")") depth--;
    if (depth < 0) problems.push({ offset, length: 1, message: "this bracket was never opened" });
    if (depth > deepest)
      problems.push({ offset, length: 1, message: `brackets are nested more than ${deepest} deep` });
    if (depth < 0 || depth > deepest) return;
  }
  if (depth > 0) {
    const hint = "in a list [a, b] a comma ends the entry: quote a formula that has one";
    problems.push({ offset: line.length, length: 1, message: "a bracket is not closed", hint });
  }
}
