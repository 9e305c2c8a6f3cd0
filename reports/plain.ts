/** Foreign text made harmless: what an engine printed is shown, and never obeyed by a terminal, a browser or an XML reader. */

/** Colours of a terminal, `ESC [ … m`: dropped, they say nothing. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what it looks for
const COLOURS = /\u001b\[[0-9;]*m/g;
/** C0 but tab and newline, DEL, C1, lone surrogates, non-characters, and the marks that turn the direction of reading around. */
const HARMFUL =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what it looks for
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufffe\uffff]|\p{Surrogate}/gu;

/** The text with `\r\n` as `\n`, control characters as pictures (`␀`, `␛`), and whatever has no picture as `�`. */
export function plain(text: string): string {
  return text.replace(COLOURS, "").replace(/\r\n/g, "\n").replace(HARMFUL, picture);
}

function picture(character: string): string {
  const code = character.codePointAt(0)!;
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  return code === 0x7f ? "␡" : "\ufffd";
}

/** The text cut to `most` characters, saying how many are left out. Never cuts a surrogate pair. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  const head = text.slice(0, most).replace(/[\ud800-\udbff]$/, "");
  return `${head}… (${text.length - head.length} more characters)`;
}

/** The first line, at most `most` characters. */
export function firstLine(text: string, most: number): string {
  return cut(text.trim().split(/\r?\n/, 1)[0]!, most);
}

/** `1 case`, `2 cases`; `one` is given where the plural is not an s. */
export function count(n: number, one: string, many = `${one}s`): string {
  return `${grouped(n)} ${n === 1 ? one : many}`;
}

/** 12 345 as `12,345`, without asking the machine where it lives. */
export function grouped(n: number): string {
  return String(n).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** The words of a text in lines of at most `columns` characters; a word that is longer is cut. Never empty. */
export function wrapped(text: string, columns: number): readonly string[] {
  const lines: string[] = [];
  let line: string[] = [];
  for (const word of text.trim().split(/\s+/)) {
    let rest = [...word];
    if (line.length > 0 && line.length + 1 + rest.length > columns) {
      lines.push(line.join(""));
      line = [];
    }
    if (line.length > 0) line.push(" ");
    for (; rest.length > columns; rest = rest.slice(columns)) lines.push(rest.slice(0, columns).join(""));
    line.push(...rest);
  }
  return [...lines, line.join("")];
}
