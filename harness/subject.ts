/** Who is judged, and what is told of one case. */
import type { Description, Engine } from "../spec/answer.ts";
import type { Loss } from "../spec/case.ts";
import type { Finding } from "../spec/report.ts";

/** The engine under test, and what earlier cases found out about it. */
export interface Subject {
  readonly engine: Engine;
  readonly description: Description;
  /** As the user named it: `cmd:./engine`. */
  readonly spec: string;
  /** Squared errors that the cases so far left possible, for an engine that cannot name its own. */
  squaredErrors?: readonly Loss[];
}

export type Told = Pick<Finding, "verdict" | "summary" | "quantities" | "opinions" | "digits" | "notes"> &
  Partial<Pick<Finding, "firstWrong">>;
