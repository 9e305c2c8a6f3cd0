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
  /**
   * Squared errors that are still possible, for an engine that cannot name its own: absent until it is asked, all where it does not answer,
   * none where no one explains what it answers.
   */
  squaredErrors?: readonly Loss[];
}

export type Told = Pick<Finding, "verdict" | "summary" | "quantities" | "opinions" | "digits" | "notes"> &
  /** `clause`: where it is another than the case's own. */
  Partial<Pick<Finding, "firstWrong" | "clause">>;
