/** Writes the examples of the README as files: every code block whose first line is a comment that starts with a file's name. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const [readme, folder] = process.argv.slice(2);
for (const [, block] of readFileSync(readme, "utf8").matchAll(/^```\w+\n([\s\S]*?)^```$/gm)) {
  const [, name] = /^(?:#|\/\/) ([\w./-]+\.(?:py|yaml|mjs))\b/.exec(block) ?? [];
  if (!name) continue;
  mkdirSync(join(folder, dirname(name)), { recursive: true });
  writeFileSync(join(folder, name), block);
  console.log(`${name}: ${block.trimEnd().split("\n").length} lines`);
}
