/** The types of answers.mjs, which plain Node runs. */
import type { Row } from "./rows.mjs";

export const answers: readonly Pick<Row, "name" | "fault">[];
