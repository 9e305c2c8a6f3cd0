/** Questions that stand in no fixture: made by a campaign, or asked to tell two bugs apart. */
import type { Case } from "../spec/case.ts";

/** A question as a case of which nothing else is known. */
export const caseOf = (question: Case["question"], id = "made"): Case => ({
  id,
  title: id,
  clause: "BACK-5",
  source: {},
  question,
  accepts: {},
  literals: {},
  guards: [],
  points: 1,
  file: "made",
  line: 1,
});
