/** The options that several commands have, each said once. */
import { type Command, InvalidArgumentError, Option } from "commander";
import { type ProfileName, profileNames } from "../../spec/answer.ts";

function positive(text: string): number {
  const x = Number(text);
  if (!(x > 0 && Number.isFinite(x))) throw new InvalidArgumentError("a number above 0, please.");
  return x;
}
function counting(text: string): number {
  const n = Number(text);
  if (!(n >= 1 && Number.isInteger(n))) throw new InvalidArgumentError("a whole number from 1 on, please.");
  return n;
}
export const collect = (text: string, all: readonly string[]): readonly string[] => [
  ...all,
  ...text.split(","),
];

function collectProfiles(text: string, all: readonly ProfileName[]): readonly ProfileName[] {
  const wrong = text.split(",").find((name) => !profileNames.some((known) => known === name));
  if (wrong !== undefined)
    throw new InvalidArgumentError(`there is no profile ${wrong}; there are ${profileNames.join(", ")}.`);
  return [...all, ...(text.split(",") as ProfileName[])];
}

export const caseOption = (all = "all") =>
  new Option("-c, --case <id>", "only these cases; * stands for anything; may be repeated")
    .default([], all)
    .argParser(collect);
export const fixturesOption = () =>
  new Option("--fixtures <dir>", "fixtures of your own instead of the package's");

export const outOption = (folder: string) =>
  new Option("-o, --out <dir>", "where the reports go").default(folder);
export const dialectOption = () =>
  new Option("--junit-dialect <dialect>", "portable satisfies the strict schemas of Jenkins xUnit and Ant")
    .choices(["extended", "portable"])
    .default("extended");
export const knownOption = () =>
  new Option(
    "--known <file>",
    "a list of known failures, which do not fail the run as long as each fails as it says (see known update)",
  );
/** Everything about how an engine is asked. */
export const askingOptions = () => [
  new Option("--timeout-scale <factor>", "multiplies every time limit (5 s a question)")
    .default(1)
    .argParser(positive),
  new Option(
    "--profile <name>",
    `hold the engine to a conformance profile: what it requires may not be unsupported; ${profileNames.join(", ")}; may be repeated`,
  )
    .default([], "those that the engine claims")
    .argParser(collectProfiles),
  new Option(
    "-j, --jobs <n>",
    "processes that are asked at once: several engines, or one engine about several folders; at most one a core",
  )
    .default(1)
    .argParser(counting),
  new Option("--strict", "anything on the engine's stdout beside the protocol is an error").default(false),
  new Option("--no-transcript", "do not record what is said on the wire (transcript.jsonl, for replay)"),
];
export const pythonOptions = (): readonly Option[] => [
  new Option("--shape <name>", "python: only, where a file is of several: chapter, nielsen, ng, modules …"),
  new Option("--layout <parts>", "python: only, where it cannot be seen: weights=in_out,samples=rows"),
];
export const jsonOption = () =>
  new Option("--json", "findings on stdout, one JSON object a line").default(false);
export const quietOption = () =>
  new Option("-q, --quiet", "only what is wrong, and the summary").default(false);
export function addAll(command: Command, options: readonly Option[]): Command {
  for (const option of options) command.addOption(option);
  return command;
}
