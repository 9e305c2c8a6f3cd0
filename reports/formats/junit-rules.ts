/** For tests: what junit-10.xsd and Ant's JUnit.xsd both allow, as one table, and a reader of XML that is strict enough to hold it. */

export interface Element {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
  readonly text: string;
}

const FORBIDDEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: XML forbids them
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}|&(?!(amp|lt|gt|quot|#\d+);)|\]\]>/u;
const TOKEN = /<(\/?)([\w-]+)((?:\s+[\w-]+="[^"<]*")*)\s*(\/?)>|([^<]+)|(<)/g;
const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"' };

const unescaped = (text: string) =>
  text.replace(
    /&(#?\w+);/g,
    (_, name: string) => ENTITIES[name] ?? String.fromCodePoint(Number(name.slice(1))),
  );

/** The root element. Throws where the text is not well-formed. */
export function read(xml: string): Element {
  const body = xml.replace(/^<\?xml version="1.0" encoding="UTF-8"\?>\n/, "");
  if (FORBIDDEN.test(body) || body === xml)
    throw new SyntaxError("not well-formed: forbidden text, or no declaration");
  const root = { tag: "", attributes: {}, children: [] as Element[], text: "" };
  const open = [root];
  for (const [, end, tag, attributes, empty, text, stray] of body.matchAll(TOKEN)) {
    const parent = open.at(-1)!;
    if (stray) throw new SyntaxError("not well-formed: a stray <");
    if (text !== undefined) parent.text += unescaped(text);
    else if (end) {
      if (open.pop()!.tag !== tag) throw new SyntaxError(`not well-formed: </${tag}> closes ${parent.tag}`);
    } else {
      const pairs = [...attributes!.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, key, value]) => [
        key!,
        unescaped(value!),
      ]);
      const child = {
        tag: tag!,
        attributes: Object.fromEntries(pairs) as Record<string, string>,
        children: [] as Element[],
        text: "",
      };
      parent.children.push(child);
      if (!empty) open.push(child);
    }
  }
  if (open.length !== 1 || root.children.length !== 1)
    throw new SyntaxError("not well-formed: no single root that is closed");
  return root.children[0]!;
}

const ANY = /[\s\S]*/;
const NAME = /\S/;
const COUNT = /^\d+$/;
/** At most three decimals, no exponent. */
const SECONDS = /^\d+(\.\d{1,3})?$/;
const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/;

interface Rule {
  readonly required: Readonly<Record<string, RegExp>>;
  readonly optional?: Readonly<Record<string, RegExp>>;
  /** Over the tags of the children, each followed by a space. */
  readonly children: RegExp;
}
const RULES: Readonly<Record<string, Rule>> = {
  testsuites: { required: {}, children: /^(testsuite )*$/ },
  testsuite: {
    required: {
      name: NAME,
      timestamp: TIMESTAMP,
      hostname: NAME,
      tests: COUNT,
      failures: COUNT,
      errors: COUNT,
      time: SECONDS,
      package: NAME,
      id: COUNT,
    },
    optional: { skipped: COUNT },
    children: /^properties (testcase )*system-out system-err $/,
  },
  properties: { required: {}, children: /^(property )*$/ },
  property: { required: { name: NAME, value: ANY }, children: /^$/ },
  testcase: {
    required: { name: NAME, classname: NAME, time: SECONDS },
    children: /^((skipped|error|failure) )?$/,
  },
  skipped: { required: {}, optional: { message: ANY }, children: /^$/ },
  error: { required: { type: ANY }, optional: { message: ANY }, children: /^$/ },
  failure: { required: { type: ANY }, optional: { message: ANY }, children: /^$/ },
  "system-out": { required: {}, children: /^$/ },
  "system-err": { required: {}, children: /^$/ },
};

/** Every rule of either schema that a document breaks; and counts and ids, which the schemas do not hold. */
export function problemsOf(xml: string): readonly string[] {
  try {
    const root = read(xml);
    return root.tag === "testsuites"
      ? [...broken(root), ...miscounted(root)]
      : ["the root is not testsuites"];
  } catch (problem) {
    return [String(problem)];
  }
}

function broken({ tag, attributes, children }: Element): readonly string[] {
  const rule = RULES[tag];
  if (!rule) return [`${tag}: not allowed`];
  const problems: string[] = [];
  for (const key of Object.keys(rule.required)) if (!(key in attributes)) problems.push(`${tag}: no ${key}`);
  for (const [key, value] of Object.entries(attributes)) {
    const pattern = rule.required[key] ?? rule.optional?.[key];
    if (!pattern) problems.push(`${tag}: attribute ${key} is not allowed`);
    else if (!pattern.test(value)) problems.push(`${tag}: ${key} is "${value}"`);
  }
  const order = children.map((child) => `${child.tag} `).join("");
  if (!rule.children.test(order)) problems.push(`${tag}: children are ${order}`);
  return [...problems, ...children.flatMap(broken)];
}

function miscounted(root: Element): readonly string[] {
  return root.children.flatMap((suite, i) => {
    const cases = suite.children.filter((child) => child.tag === "testcase");
    const of = (tag: string) => cases.filter((one) => one.children.some((child) => child.tag === tag)).length;
    const counted = {
      id: i,
      tests: cases.length,
      failures: of("failure"),
      errors: of("error"),
      skipped: of("skipped"),
    };
    return Object.entries(counted)
      .filter(([key, n]) => suite.attributes[key] !== String(n))
      .map(([key, n]) => `testsuite: ${key} is ${suite.attributes[key]}, counted ${n}`);
  });
}
