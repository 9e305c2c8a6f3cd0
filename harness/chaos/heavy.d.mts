/** The types of heavy.mjs, which plain Node runs. */
import type { Row } from "./rows.mjs";

export const heavy: readonly Row[];
