/** The catalogue: one line per family. */
import { activationMutants } from "./activation.ts";
import type { Mutant } from "./mutant.ts";

export const mutants: readonly Mutant[] = [...activationMutants];
