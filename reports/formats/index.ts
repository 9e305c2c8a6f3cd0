/** Every way to tell a report, by name; what the terminal is told during a run stands in `terminal.ts` and `terminal-diagnosis.ts`. */
import type { Format } from "../../spec/report.ts";
import { page } from "./html/page.ts";
import { jsonl } from "./jsonl.ts";
import { junit } from "./junit.ts";
import { terminal } from "./terminal.ts";

export const formats = {
  terminal,
  jsonl,
  html: page,
  junit: junit("extended"),
  "junit-portable": junit("portable"),
} as const satisfies Readonly<Record<string, Format>>;

export type FormatName = keyof typeof formats;
