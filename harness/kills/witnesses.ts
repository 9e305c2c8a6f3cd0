/** The second witness of an accusation: the oracles' estimates of a case, each worked out once, when it is first needed. */

import type { Answer, Judged } from "../judge.ts";
import { dualNumbers } from "../oracles/dual.ts";
import { referenceDifferences } from "../oracles/finite-differences.ts";
import type { Oracle, Scene } from "../oracles/oracle.ts";
import { recorded } from "../oracles/recorded.ts";
import { symbolic } from "../oracles/symbolic.ts";
import { corroborates, type Witness } from "../witness.ts";

export interface Witnesses {
  /** Whether a witness beside the truth finds one of the wrong entries out of reach, too, or none is needed to see that. */
  bearOut(judged: readonly Judged[], answer: Answer): Promise<boolean>;
}

/** From the cheapest. They say the same whatever the engine answered. */
const lasting: readonly Oracle[] = [recorded, symbolic, dualNumbers];

const silent = { out: "it cannot speak here" };
async function ask({ name, method, scope, estimate }: Oracle, scene: Scene): Promise<Witness> {
  const said = scope(scene) === "in" ? await estimate(scene).catch(() => silent) : silent;
  return { oracle: name, method, said };
}

export function witnessesOf(about: Omit<Scene, "suspects">): Witnesses {
  const { truth } = about;
  const everything = new Map(
    [...truth.values, ...truth.gradients].map(([name, { hi }]) => [name, [...hi.keys()]]),
  );
  const kept = new Map<Oracle, Promise<Witness>>();
  /** Of all that may be answered, or of what must be, if all is too much. */
  const lastingWitness = async (oracle: Oracle): Promise<Witness> => {
    const all = await ask(oracle, { ...about, suspects: everything });
    return "out" in all.said ? ask(oracle, { ...about, suspects: new Map() }) : all;
  };
  return {
    async bearOut(judged, answer) {
      if (judged.some(({ quantity: { status, compared } }) => status === "wrong" && compared === 0))
        return true;
      for (const oracle of lasting) {
        const witness = kept.get(oracle) ?? lastingWitness(oracle);
        kept.set(oracle, witness);
        if (corroborates(await witness, judged, answer, truth)) return true;
      }
      const suspects = new Map(judged.map(({ quantity, wrongEntries }) => [quantity.name, wrongEntries]));
      const differences = await ask(referenceDifferences, { ...about, suspects });
      return corroborates(differences, judged, answer, truth);
    },
  };
}
