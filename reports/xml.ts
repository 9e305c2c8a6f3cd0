/** XML 1.0, written so that it is well-formed whatever the text: escaped, and without the code points that XML forbids. */
import { plain } from "./plain.ts";

/** Already XML; text is given as a string and escaped. */
export interface Xml {
  readonly xml: string;
}
export type Attributes = Readonly<Record<string, string | number | undefined>>;

/** An element; attributes that are `undefined` are left out; without content it closes itself. */
export function element(name: string, attributes: Attributes, content: string | readonly Xml[] = []): Xml {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${attributeText(String(value))}"`)
    .join("");
  if (content.length === 0) return { xml: `<${name}${written}/>` };
  const inside =
    typeof content === "string" ? escaped(content) : `\n${content.map((child) => child.xml).join("\n")}\n`;
  return { xml: `<${name}${written}>${inside}</${name}>` };
}

export function xmlDocument(root: Xml): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${root.xml}\n`;
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** `>` too, so that `]]>` never stands in text. */
function escaped(text: string): string {
  return plain(text).replace(/[&<>"]/g, (character) => ENTITIES[character]!);
}

/** Line ends and tabs would be read back as spaces. */
function attributeText(text: string): string {
  return escaped(text).replace(/\n/g, "&#10;").replace(/\t/g, "&#9;");
}
