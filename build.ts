/** Builds what is shipped: the command line as one bundled file, and the library as ES modules with declarations. */
import { execFileSync } from "node:child_process";
import { chmodSync, cpSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type BuildOptions, build } from "esbuild";

const common = {
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  // resolved from the installed package, to load an engine written in TypeScript
  external: ["tsx", "tsx/*"],
} satisfies BuildOptions;

rmSync("dist", { recursive: true, force: true });
const parts = mkdtempSync("parts-");
try {
  // First in parts, one for each command, because only then esbuild drops what is not used of packages that are loaded late (mathjs: 9/10 of it).
  await build({ ...common, entryPoints: ["harness/cli/main.ts"], outdir: parts, splitting: true });
  // Then the parts in one file, in which a command's part is still run only when it is called.
  await build({
    ...common,
    entryPoints: [join(parts, "main.js")],
    outfile: "dist/backproof.js",
    minify: true,
    keepNames: true,
    // bundled CommonJS packages still ask for require
    banner: {
      js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
    },
  });
} finally {
  rmSync(parts, { recursive: true, force: true });
}
chmodSync("dist/backproof.js", 0o755);
cpSync("engine/connect/hosts", "dist/hosts", { recursive: true });
execFileSync(process.execPath, ["node_modules/typescript/bin/tsc", "-p", "tsconfig.build.json"], {
  stdio: "inherit",
});
