/** "Did you mean …": the known word that is fewest edits away. */

/** Insertions, deletions, replacements and swaps of neighbours between two words. */
function edits(a: string, b: string): number {
  let older: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min(row[j - 1] + 1, above[j] + 1, above[j - 1] + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        least = Math.min(least, older[j - 2] + 1);
      row.push(least);
    }
    older = above;
    above = row;
  }
  return above[b.length];
}

/** The nearest of the known words, if one is near: at most a third of it may differ, case and `-` for `_` aside. */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  if (word.length > 60) return undefined;
  const plain = (text: string) => text.toLowerCase().replaceAll("-", "_");
  let best: string | undefined;
  let least = Math.floor(word.length / 3) + 1;
  for (const candidate of known) {
    const distance = edits(plain(word), plain(candidate));
    if (distance < least) [best, least] = [candidate, distance];
  }
  return best;
}

/** The few known names that are most like a word: by edits of the whole or of its last part, those that hold the word first. */
export function nearestNames(word: string, known: Iterable<string>, count = 3): readonly string[] {
  const plain = word.toLowerCase().slice(0, 60);
  const far = (name: string): number => {
    const last = name.slice(name.lastIndexOf("/") + 1);
    if (plain !== "" && name.toLowerCase().includes(plain)) return (last.length - plain.length) / 1000;
    return 1 + Math.min(...[name, last].map((text) => edits(plain, text.toLowerCase()) / text.length));
  };
  const ranked = [...known].map((name) => ({ name, far: far(name) }));
  return ranked
    .toSorted((a, b) => a.far - b.far)
    .slice(0, count)
    .map(({ name }) => name);
}

/** `did you mean sigmoid?`, or the whole list while it is short enough to help. */
export function suggest(word: string, known: Iterable<string>): string {
  const words = [...known];
  const near = nearest(word, words);
  if (near !== undefined) return `did you mean ${near}?`;
  if (words.length === 0) return "there are none here";
  const shown = words.slice(0, 16).join(", ");
  return `known: ${shown}${words.length > 16 ? `, and ${words.length - 16} more` : ""}`;
}
