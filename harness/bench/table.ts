/** Target beside measurement, one line each. */

export interface Row {
  readonly what: string;
  readonly measured: number;
  readonly unit: "µs" | "ms" | "MiB" | "×";
  /** At most; absent where nothing is promised. */
  readonly target?: number;
  /** What the number is made of. */
  readonly from?: string;
}
export interface Skipped {
  readonly what: string;
  readonly skipped: string;
}
export interface Failed {
  readonly what: string;
  readonly failed: string;
}
export type Line = Row | Skipped | Failed;

const number = (x: number, unit: Row["unit"]): string =>
  `${x.toFixed(unit === "×" || x < 100 ? 1 : 0)} ${unit}`;

function cells(row: Line): readonly string[] {
  if ("skipped" in row) return [row.what, "", "", "SKIPPED", row.skipped];
  if ("failed" in row) return [row.what, "", "", "FAILED", row.failed];
  const { what, measured, unit, target, from = "" } = row;
  const mark = target === undefined ? "" : measured <= target ? "ok" : "OVER";
  return [what, target === undefined ? "" : `≤ ${number(target, unit)}`, number(measured, unit), mark, from];
}

export function table(rows: readonly Line[]): string {
  const lines = [["", "target", "measured", "", ""], ...rows.map(cells)];
  const widths = lines[0].map((_, i) => Math.max(...lines.map((line) => line[i].length)));
  const padded = (line: readonly string[]) =>
    line
      .map((cell, i) => (i === 1 || i === 2 ? cell.padStart(widths[i]) : cell.padEnd(widths[i])))
      .join("  ");
  return `${lines.map((line) => padded(line).trimEnd()).join("\n")}\n`;
}
