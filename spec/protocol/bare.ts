/** What other languages write into JSON: a bare NaN or Infinity. Read in one pass, however long the text is and whatever stands in it. */

/** The place behind the string that opens at `open`: behind its closing quote, or the end of the text. */
export function endOfString(text: string, open: number): number {
  for (let at = text.indexOf('"', open + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let slashes = 0;
    while (text[at - 1 - slashes] === "\\") slashes++;
    if (slashes % 2 === 0) return at + 1;
  }
  return text.length;
}

const BARE = /-?\b(?:nan|inf(?:inity)?)\b/gi;

function quoted(token: string): string {
  if (/nan/i.test(token)) return '"NaN"';
  return token.startsWith("-") ? '"-Infinity"' : '"Infinity"';
}

/** Every NaN and Infinity outside of strings, in quotes. */
export function quoteBare(text: string): string {
  const pieces: string[] = [];
  for (let at = 0; at < text.length; ) {
    const found = text.indexOf('"', at);
    const open = found < 0 ? text.length : found;
    const end = endOfString(text, open);
    pieces.push(text.slice(at, open).replace(BARE, quoted), text.slice(open, end));
    at = end;
  }
  return pieces.join("");
}
