/** Tables of Markdown as the formatter of this repository leaves them: columns of one width. */

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const escaped = [head, ...rows].map((cells) => cells.map((text) => text.replaceAll("|", "\\|")));
  const widths = head.map((_, k) => Math.max(3, ...escaped.map((cells) => [...cells[k]].length)));
  const line = (cells: readonly string[], filler = " ") =>
    `| ${cells.map((text, k) => text + filler.repeat(widths[k] - [...text].length)).join(" | ")} |`;
  const [first, ...others] = escaped;
  return [
    line(first),
    line(
      head.map(() => ""),
      "-",
    ),
    ...others.map((cells) => line(cells)),
  ].join("\n");
}
