/** The types of rows.mjs, which plain Node runs. */
import type { ConnectOptions } from "../../engine/connect/session.ts";

export interface Row extends Partial<Pick<ConnectOptions, "timeoutScale" | "helloMs" | "lineLimit">> {
  /** What the engine does: `ends early`. */
  readonly name: string;
  /** Verdict and summary of the second question, and of the third where that does not conform. */
  readonly fault: RegExp;
  readonly after?: RegExp;
  /** Part of the sentence in which it is told that there is no engine. */
  readonly unavailable?: string;
}
export const rows: readonly Row[];
