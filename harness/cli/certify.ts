/** `backproof certify`: proves every number that the fixtures hold, or says which is wrong. */
import { certifiedBlock } from "../certified-block.ts";
import { certify } from "../certify.ts";
import { loadFixtures, type Selection, select } from "./cases.ts";
import { coloursOfStderr } from "./colours.ts";
import { sayComplaints, UsageError } from "./failure.ts";
import { progress } from "./progress.ts";
import { widthOf, wrap } from "./wrap.ts";

export interface CertifyOptions extends Selection {
  readonly write: boolean;
  readonly quiet: boolean;
}

export async function certifyCommand(options: CertifyOptions): Promise<number> {
  const fixtures = loadFixtures(options);
  const { cases } = select(fixtures, options);
  const colours = coloursOfStderr();
  sayComplaints(fixtures.complaints);
  if (cases.length === 0) {
    if (fixtures.complaints.length === 0) throw new UsageError("there are no fixtures to prove", 5);
    process.stderr.write("nothing was proved: no fixture is valid\n");
    return 6;
  }
  const width = widthOf(process.stderr);
  const bar = progress(cases.length, !options.quiet);
  let [numbers, wrong] = [0, 0];
  for (const [done, c] of cases.entries()) {
    bar.at(done, c.id);
    // lets the terminal draw, and Ctrl-C in
    await new Promise((resolve) => setImmediate(resolve));
    if (options.write) {
      process.stdout.write(`# ${c.id}\n${certifiedBlock(c)}\n`);
      continue;
    }
    const { checked, problems } = certify(c);
    numbers += checked;
    wrong += problems.length;
    if (problems.length > 0) {
      const lines = problems.map((problem) => `${wrap(`    ${problem}`, width, 6)}\n`).join("");
      bar.say(`${colours.red("✗ wrong")}      ${c.id}  ${colours.dim(`${c.file}:${c.line}`)}\n${lines}`);
    } else if (!options.quiet) bar.say(`${colours.green("✓ certified")}  ${c.id}  ${checked} numbers\n`);
  }
  bar.done();
  if (options.write) return 0;
  const said = `${numbers} numbers of ${cases.length} ${cases.length === 1 ? "case" : "cases"}, each by two methods in 64 digits`;
  process.stderr.write(
    wrong > 0 ? `${wrong} ${wrong === 1 ? "problem" : "problems"} in ${said}\n` : `proved ${said}\n`,
  );
  if (wrong > 0) return 1;
  return fixtures.complaints.length > 0 ? 6 : 0;
}
