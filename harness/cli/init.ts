/** `backproof init`: an engine in a few lines, judged at once. The folder `engine/sdk` is the registry: each language is a folder with its entry. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { nearest } from "../../spec/read/nearest.ts";
import { UsageError } from "./failure.ts";
import { widthOf, wrap } from "./wrap.ts";

/** `language.json` of an SDK, as far as `init` reads it (engine/sdk/README.md has the rest). */
export interface Sdk {
  /** The name of its folder, and of the language on the command line. */
  readonly language: string;
  /** `JavaScript or TypeScript` */
  readonly title: string;
  /** What must be there before. */
  readonly needs: readonly string[];
  /** What is written, and the file of the SDK that each is a copy of. */
  readonly files: Readonly<Record<string, string>>;
  /** The commands that follow, down to the verdict. */
  readonly then: readonly string[];
}

/** The SDKs of this package, from its sources or from beside its bundle. */
export function sdkFolder(): string {
  const start = dirname(fileURLToPath(import.meta.url));
  for (let folder = start; ; folder = dirname(folder)) {
    const found = join(folder, "engine", "sdk");
    if (existsSync(found)) return found;
    if (folder === dirname(folder)) throw new Error("the package's SDKs are missing");
  }
}

export function listSdks(): readonly Sdk[] {
  const root = sdkFolder();
  const entry = (language: string) => join(root, language, "language.json");
  return readdirSync(root)
    .toSorted()
    .filter((language) => existsSync(entry(language)))
    .map((language) => ({ ...JSON.parse(readFileSync(entry(language), "utf8")), language }));
}

/** Writes the stub and the SDK of a language into a folder, and says what to do next; without a language, says which there are. */
export function initCommand(language: string | undefined, folder: string): number {
  const sdks = listSdks();
  if (language === undefined) {
    const widest = Math.max(...sdks.map((sdk) => sdk.language.length));
    const lines = sdks.map((sdk) => `${sdk.language.padEnd(widest)}  ${sdk.title}: ${sdk.needs.join("; ")}`);
    const width = widthOf(process.stdout);
    process.stdout.write(`${lines.map((line) => wrap(line, width, widest + 2)).join("\n")}\n`);
    return 0;
  }
  const sdk = named(language, sdks);
  write(sdk, folder);
  process.stderr.write(`${nextSteps(sdk, folder).join("\n")}\n`);
  return 0;
}

function nextSteps({ files, needs, then }: Sdk, folder: string): readonly string[] {
  const [own = [], others = []] = [true, false].map((stub) =>
    Object.keys(files).filter((file) => isStub(files[file] ?? "") === stub),
  );
  const commands = folder === "." ? then : [`cd ${quoted(folder)}`, ...then];
  return [
    `Wrote ${listed([...own.map((file) => `${file} (yours)`), ...others])}.`,
    ...needs.map((need, i) => `${i === 0 ? "Needs" : "     "} ${need}`),
    "Next:",
    ...commands.map((line) => `  ${line}`),
  ];
}

/** `a, b and c` */
const listed = (words: readonly string[]): string => words.join(", ").replace(/, ([^,]*)$/, " and $1");

/** Whether a file of an SDK is the author's to change. */
const isStub = (file: string): boolean => /(^|\/)stub\./.test(file);

const quoted = (path: string): string =>
  /^[\w./~-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;

/** By the name of the folder or a language of the title: `c++` and `typescript` are understood. */
function named(language: string, sdks: readonly Sdk[]): Sdk {
  const names = (sdk: Sdk) => [sdk.language, ...sdk.title.toLowerCase().split(" or ")];
  const found = sdks.find((sdk) => names(sdk).includes(language.toLowerCase()));
  if (found) return found;
  const near = nearest(language, sdks.flatMap(names));
  const known = sdks.map((sdk) => sdk.language).join(", ");
  throw new UsageError(
    `there is no SDK for "${language}"${near === undefined ? "" : `; did you mean ${near}?`} (there are ${known}; any other language: write the forty lines of the README)`,
  );
}

/** All files or, where one of them is there already, none. */
function write({ language, files }: Sdk, folder: string): void {
  const there = Object.keys(files).filter((file) => existsSync(join(folder, file)));
  if (there.length > 0) {
    const which = `${listed(there)} ${there.length === 1 ? "is" : "are"} there already`;
    throw new UsageError(`${which}${folder === "." ? "" : `, in ${folder}`}: nothing was written`);
  }
  try {
    for (const [file, source] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), readFileSync(join(sdkFolder(), language, source)), { flag: "wx" });
    }
  } catch (error) {
    throw new UsageError(`the files cannot be written to ${folder}: ${(error as Error).message}`);
  }
}
