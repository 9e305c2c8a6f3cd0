#!/usr/bin/env node
/** The command line. `--version` is answered before anything is loaded. */
import { version } from "../../spec/version.ts";

// whoever reads our output may stop reading: `backproof list | head`
process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 70));
// nobody reads the findings: the reports and the exit code are still wanted
process.stderr.on("error", () => {});

// one of several runs is over when who started it is gone
process.once("disconnect", () => process.kill(process.pid, "SIGTERM"));
process.channel?.unref();

const [, , first] = process.argv;
if (first === "--version" || first === "-V") {
  process.stdout.write(`${version}\n`);
} else {
  const { main } = await import("./program.ts");
  process.exitCode = await main(process.argv);
}
