/** Builds what is shipped: the command line as one bundled file, and the library as ES modules with declarations. */
import { execFileSync } from "node:child_process";
import { chmodSync, cpSync, rmSync } from "node:fs";
import { build } from "esbuild";

rmSync("dist", { recursive: true, force: true });
await build({
  entryPoints: ["harness/cli/main.ts"],
  outfile: "dist/backproof.js",
  bundle: true,
  minify: true,
  keepNames: true,
  platform: "node",
  format: "esm",
  target: "node20",
  // bundled CommonJS packages still ask for require
  banner: { js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);' },
  // resolved from the installed package, to load an engine written in TypeScript
  external: ["tsx", "tsx/*"],
});
chmodSync("dist/backproof.js", 0o755);
cpSync("engine/connect/hosts", "dist/hosts", { recursive: true });
execFileSync(process.execPath, ["node_modules/typescript/bin/tsc", "-p", "tsconfig.build.json"], { stdio: "inherit" });
