/** A command line read into arguments without a shell: the same on every system, and nothing in it is ever expanded. */

/**
 * Words are separated by white space. Single quotes take everything literally; double quotes too, except `\"` and `\\`.
 * Outside of quotes a backslash takes a following space, quote or backslash literally, and is itself before anything else
 * (so that `C:\tools\engine.exe` means what it says). Throws SyntaxError if a quote stays open or nothing is left.
 */
export function parseArgv(commandLine: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote = "";
  for (let i = 0; i < commandLine.length; i++) {
    const c = commandLine[i]!;
    const next = commandLine[i + 1] ?? "";
    if (quote === "" && /\s/.test(c)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (quote === "" && (c === "'" || c === '"')) {
      quote = c;
      word ??= "";
    } else if (c === quote) {
      quote = "";
    } else if (c === "\\" && quote !== "'" && (quote === '"' ? /["\\]/ : /[\s"'\\]/).test(next)) {
      word = (word ?? "") + next;
      i++;
    } else {
      word = (word ?? "") + c;
    }
  }
  if (quote !== "")
    throw new SyntaxError(`a quote (${quote}) stays open in the command line: ${commandLine}`);
  if (word !== undefined) words.push(word);
  if (words.length === 0) throw new SyntaxError("the command line is empty");
  return words;
}

/** A word that only a shell would understand, if there is one. */
export function shellWord(argv: readonly string[]): string | undefined {
  return argv.find(
    (word) =>
      /^(\||\|\||&&|&|;|>|>>|<|2>&1|2>)$/.test(word) ||
      /^(~\/|\$\w|\$\()/.test(word) ||
      /^\w+=\S*$/.test(argv[0]!),
  );
}
