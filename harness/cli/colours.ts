/** Whether a person sees colours: at a terminal, or where `--color` asks for them in a pipe. */
import picocolors from "picocolors";
import type { Colours } from "../../reports/formats/colours.ts";

export const coloursOfStderr = (): Colours =>
  picocolors.createColors(
    picocolors.isColorSupported && (process.stderr.isTTY === true || process.argv.includes("--color")),
  );
