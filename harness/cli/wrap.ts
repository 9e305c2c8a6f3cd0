/** Lines that end at a word, where a reader's terminal would cut them in the middle of one. */

/** Columns of a terminal, and of a page where there is none. */
export const widthOf = ({ columns }: { readonly columns?: number }): number => Math.max(40, columns ?? 80);

/** The text in lines of at most `width` characters, all but the first `hang` to the right. A word that is longer stays whole. */
export function wrap(text: string, width: number, hang = 0): string {
  const lines: string[] = [];
  const [, start, rest] = /^(\s*)([\s\S]*)$/.exec(text) as RegExpExecArray;
  let line = start;
  for (const [, word, space] of rest.matchAll(/(\S+)(\s*)/g)) {
    if (sizeOf(line + word) > width && line.trim() !== "") {
      lines.push(line.trimEnd());
      line = " ".repeat(hang);
    }
    line += word + space;
  }
  return [...lines, line.trimEnd()].join("\n");
}

const sizeOf = (text: string): number => [...text].length;
