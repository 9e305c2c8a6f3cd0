/** The library from outside: types that hold, a run that conforms. */
import {
  type Case,
  countVerdicts,
  type Engine,
  exitOf,
  type Finding,
  readFixture,
  referenceEngine,
  run,
} from "backproof";

const text = `title: the square has the derivative 2x
clause: CHAIN-1
source: { note: a fixture of my own }
expression: y = x^2
at: { x: 3 }
expect:
  values: { y: 9 }
  gradients: { x: 6 }
`;
const read = readFixture("square.yaml", text, "mine/square");
if (!("case" in read)) throw new Error(JSON.stringify(read.complaints));
const cases: readonly Case[] = [read.case];
const engine: Engine = referenceEngine();
const findings: Finding[] = [];
for await (const finding of run({ engine, description: await engine.describe(), spec: "reference", cases }))
  findings.push(finding);
if (exitOf(countVerdicts(findings), 0, "complete") !== 0) throw new Error(findings[0]?.summary);
process.stdout.write(`${findings[0]?.id}: ${findings[0]?.verdict}\n`);
