/** Commands, options and help; each command is loaded when it is called. */
import { Command, CommanderError, Option } from "commander";
import { withSaid } from "../../engine/connect/python-options.ts";
import { dtypes } from "../../spec/answer.ts";
import { nearest } from "../../spec/read/nearest.ts";
import { version } from "../../spec/version.ts";
import { precisionNames } from "../kills/names.ts";
import { explainFailure, UsageError } from "./failure.ts";
import {
  addAll,
  askingOptions,
  caseOption,
  collect,
  dialectOption,
  fixturesOption,
  jsonOption,
  knownOption,
  outOption,
  pythonOptions,
  quietOption,
} from "./options.ts";

const engines = `Engines:
  reference                 the built-in engine (default)
  cmd:COMMAND               a process that speaks the wire: "cmd:./engine --flag"
  module:FILE#EXPORT        a JavaScript or TypeScript file: module:./engine.ts#make
  python:FILE.py:NAME       Python code in a shape that courses teach, no adapter needed`;

const exits = `Exit codes:
  0 conforms, or fails only as is known · 1 violates, or could not be judged · 2 usage, or a list of known failures is not right
  3 a known failure is out of date · 4 the engine could not be started, or was lost · 5 nothing was selected
  6 a fixture is invalid · 70 a bug of backproof · 130 interrupted
  Of several: 130, 70, 2, 4, 1, 3, 6, 5.`;

/** Commander shows the general help for `backproof reference --help`, as if nothing were wrong with it. */
function refuseUnknown(program: Command, words: readonly string[]): void {
  const [first, second] = words;
  const word = first === "help" ? second : first;
  if (word === undefined || word.startsWith("-") || word === "help") return;
  const names = program.commands.map((command) => command.name());
  if (names.includes(word)) return;
  throw new UsageError(
    `unknown command ${word}; did you mean backproof ${nearest(word, names) ?? `run ${word}`}?`,
  );
}

/** Runs one command line; answers with the exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  let exit = 0;
  const program = new Command("backproof")
    .description("Proves, or disproves, that a backpropagation engine computes the right gradients.")
    .version(version, "-V, --version")
    .option("--color", "colours in a pipe, too")
    .option("--no-color", "no colours (NO_COLOR and a pipe do the same)")
    .addHelpText("after", `\n${engines}\n\n${exits}`)
    .showHelpAfterError("(backproof --help says more)")
    .exitOverride();

  const run = program
    .command("run")
    .description("judge an engine")
    .argument("[engines...]", "who is judged; each of several into a folder of its own", ["reference"]);
  addAll(run, [
    caseOption(),
    fixturesOption(),
    outOption("backproof-report"),
    dialectOption(),
    knownOption(),
  ]);
  addAll(run, [...askingOptions(), ...pythonOptions(), jsonOption(), quietOption()])
    .addHelpText(
      "after",
      `\n${engines}\n\nExamples:\n  backproof run "cmd:python3 engine.py"\n  backproof run python:student.py:NeuralNetwork --case 'chapter/*'\n  backproof run --jobs 4 python:ann.py python:bob.py\n\n${exits}`,
    )
    .action(async (engines: readonly string[], options, command: Command) => {
      const specs = engines.map((engine) => withSaid(engine, options));
      exit =
        specs.length === 1
          ? await (await import("./run.ts")).runCommand(specs[0]!, options)
          : await (await import("./several.ts")).severalCommand(specs, options, command);
    });

  const replay = program
    .command("replay")
    .description("judge again what an engine has answered before, without the engine")
    .argument("<transcript>", "backproof-report/transcript.jsonl");
  addAll(replay, [
    caseOption("those of the run"),
    fixturesOption(),
    outOption("backproof-replay"),
    dialectOption(),
    knownOption(),
  ]);
  addAll(replay, [jsonOption(), quietOption()])
    .addHelpText(
      "after",
      `\nAsks what was asked then, unless --case or --fixtures say otherwise. What was not asked then has no answer.\n\n${exits}`,
    )
    .action(async (transcript: string, options) => {
      exit = await (await import("./replay.ts")).replayCommand(transcript, options);
    });

  const known = program.command("known").description("the list of what an engine is known to get wrong");
  const update = known
    .command("update")
    .description(
      "judge an engine, and write what it gets wrong: what is mended goes, what is new comes, reasons stay",
    )
    .argument("<engine>", "who is judged");
  update.addOption(new Option("--known <file>", "the list").default("known.yaml"));
  addAll(update, [caseOption(), fixturesOption(), outOption("backproof-report"), dialectOption()]);
  addAll(update, [
    ...askingOptions(),
    ...pythonOptions(),
    quietOption(),
    new Option("--check", "tell what would change, and exit 3 if anything would").default(false),
  ])
    .addHelpText("after", `\n${engines}\n\nExample:\n  backproof known update "cmd:python3 engine.py"`)
    .action(async (engine: string, options) => {
      exit = await (await import("./known.ts")).updateCommand(withSaid(engine, options), options);
    });

  program
    .command("list")
    .description("the cases, or with --check what is wrong with their files")
    .addOption(caseOption())
    .addOption(fixturesOption())
    .option("--check", "read every fixture and complain; exit 6 if one is invalid", false)
    .option("--json", "one JSON object a line", false)
    .action(async (options) => {
      exit = (await import("./list.ts")).listCommand(options);
    });

  program
    .command("explain")
    .description("one case with its formula, numbers and source, or one clause of the contract")
    .argument("<id>", "chapter/mse, or CHAIN-2; with --adequacy also the file of a fixture of your own")
    .addOption(fixturesOption())
    .option("--adequacy", "which known bugs the case would show, which it cannot, and why", false)
    .addOption(
      new Option("--precision <format>", "of the engine that the case is to judge (implies --adequacy)")
        .choices(dtypes)
        .implies({ adequacy: true }),
    )
    .addOption(
      new Option("--json", "one JSON object on stdout (implies --adequacy)").implies({ adequacy: true }),
    )
    .addHelpText(
      "after",
      "\nExamples:\n  backproof explain chapter/mse\n  backproof explain CHAIN-2\n  backproof explain --adequacy my-fixtures/one-row.yaml",
    )
    .action(async (id: string, { adequacy, ...options }) => {
      exit = adequacy
        ? (await import("./adequacy.ts")).adequacyCommand(id, options)
        : (await import("./explain.ts")).explainCommand(id, options);
    });

  program
    .command("init")
    .description(
      "an engine in a few lines, to begin with: the SDK of a language and a stub that is judged at once",
    )
    .argument("[language]", "python, javascript, c …; without it, which there are")
    .argument("[dir]", "where the files go", ".")
    .action(async (language: string | undefined, dir: string) => {
      exit = (await import("./init.ts")).initCommand(language, dir);
    });

  program
    .command("certify")
    .description("recompute every certified number by two independent methods in 64 digits, and compare")
    .addOption(caseOption())
    .addOption(fixturesOption())
    .option("--write", "print the certified block of each case as YAML, to paste into a new fixture", false)
    .option("-q, --quiet", "only what is wrong, and the summary", false)
    .action(async (options) => {
      exit = await (await import("./certify.ts")).certifyCommand(options);
    });

  program
    .command("mutants")
    .description(
      "the kill matrix: which case sees which known bug of backpropagation; exit 1 if one is seen by none",
    )
    .addOption(caseOption())
    .addOption(fixturesOption())
    .addOption(
      new Option("--mutant <name>", "only these bugs; * stands for anything; may be repeated")
        .default([], "all")
        .argParser(collect),
    )
    .addOption(
      new Option("--precision <format>", "in which the mutants compute, and are judged")
        .choices(precisionNames)
        .default("float64"),
    )
    .option("--json", "the matrix on stdout, one JSON object a line", false)
    .option("-q, --quiet", "only what is wrong, and the summary", false)
    .action(async (options) => {
      exit = await (await import("./mutants.ts")).mutantsCommand(options);
    });

  try {
    refuseUnknown(program, argv.slice(2));
    await program.parseAsync([...argv]);
    return exit;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    return explainFailure(error);
  }
}
