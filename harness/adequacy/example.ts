/** For tests: cases in which one thing hides bugs, and what is said of them. */
import { mutants } from "../../engine/mutants/index.ts";
import type { Mutant } from "../../engine/mutants/mutant.ts";
import type { DType } from "../../spec/answer.ts";
import type { Case } from "../../spec/case.ts";
import { readFixture } from "../../spec/read/fixture.ts";
import { readFixtures } from "../../spec/read/folder.ts";
import { adequacyOf } from "./adequacy.ts";

const { cases } = readFixtures("fixtures");
export const caseOf = (id: string): Case => cases.find((c) => c.id === id) as Case;

export function caseFrom(body: string): Case {
  const read = readFixture(
    "mine.yaml",
    `title: mine\nclause: BACK-5\nsource: { note: mine }\n${body}`,
    "mine",
  );
  if ("complaints" in read) throw new Error(JSON.stringify(read.complaints));
  return read.case;
}
export interface Parts {
  readonly x?: string;
  readonly target?: string;
  readonly b?: string;
  readonly loss?: string;
  readonly activation?: string;
  readonly want?: string;
}
/** A small tanh network of four unequal samples, in which not much is hidden. */
export const network = ({
  x = "[[0.5, -1, 2, 0.25], [0.75, 0.375, -0.625, -1.5]]",
  target = "[[1, 0.25, 0.5, -0.75]]",
  b = "[0.125, -0.25, 0.375]",
  loss = "name: half_squared_error, reduction: batchmean",
  activation = "tanh",
  want = "values: [L], gradients: [W1, b1, W2, b2]",
}: Parts = {}): Case =>
  caseFrom(`network:
  layers:
    - { W: [[0.5, -0.25], [1.5, 0.75], [-0.875, 1.125]], b: ${b}, activation: ${activation} }
    - { W: [[0.75, -1.125, 0.5]], b: [0.0625], activation: identity }
  loss: { ${loss} }
  x: ${x}
  target: ${target}
want: { ${want} }
`);

export const names = (bugs: readonly Mutant[]): readonly string[] => bugs.map(({ name }) => name);
/** What is said of one bug, alone. */
export function saidOf(bug: string, c: Case, precision: DType = "float64"): Said {
  const library = mutants.filter(({ name }) => name === bug);
  if (library.length !== 1) throw new Error(`there is no bug ${bug}`);
  const { shown, hidden, nowhere } = adequacyOf(c, precision, library);
  if (shown.length > 0) return { part: "shown" };
  const [{ because, instead }] = [...hidden, ...nowhere];
  return { part: hidden.length > 0 ? "hidden" : "nowhere", because, instead };
}
interface Said {
  readonly part: "shown" | "hidden" | "nowhere";
  readonly because?: string;
  readonly instead?: string;
}
