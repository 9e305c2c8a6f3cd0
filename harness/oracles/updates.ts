/** A training run in 64 digits, update by update, with gradients by dual numbers: shares no derivative with the tape. */
import type { Name } from "../../spec/graph.ts";
import { type Certified, certified, type Kind } from "../certified.ts";
import { estimateOf } from "./digits.ts";
import type { Estimate, Estimates, Scene } from "./oracle.ts";

/** Nothing is said of a number of which the two methods say something else. */
function estimated({ x, errors, differences }: Certified): Estimate {
  const off = Float64Array.from(errors, (error) => error.toNumber());
  return estimateOf(x.entries, x.shape, differences.length > 0 ? off.fill(Number.POSITIVE_INFINITY) : off);
}

/** At the doubles that the engine was sent: what literals stand for besides is nothing to it. */
export async function estimatesOfUpdates({ case: c, truth }: Scene): Promise<Estimates> {
  const names = { values: [...truth.values.keys()], gradients: [...truth.gradients.keys()] };
  const found = certified({ ...c, literals: {} }, names);
  const all = (kind: Kind): Map<Name, Estimate> =>
    new Map(
      names[kind].flatMap((name) => {
        const one = found(kind, name);
        return one ? [[name, estimated(one)] as const] : [];
      }),
    );
  return { values: all("values"), gradients: all("gradients") };
}
