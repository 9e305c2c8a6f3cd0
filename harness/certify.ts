/** Whether the numbers that a fixture holds are true: each by two methods in 64 digits. */
import type { Case, Written } from "../spec/case.ts";
import { certifiedDigits, halfUnitText, significantDigits } from "../spec/decimal.ts";
import type { Name } from "../spec/graph.ts";
import { atStep } from "../spec/lower/network.ts";
import { sameShape } from "../spec/tensor.ts";
import {
  type Certified,
  certified,
  digits64,
  type Kind,
  knowledgeOf,
  type Names,
  placeOf,
  unknown,
} from "./certified.ts";

export interface Certificate {
  readonly id: string;
  readonly checked: number;
  readonly problems: readonly string[];
}

/** Names that are promised, and those that must fall. */
function namesOf(c: Case): Names {
  const all = (kind: Kind) => [
    ...Object.keys(c.printed?.[kind] ?? {}),
    ...Object.keys(c.certified?.[kind] ?? {}),
  ];
  const falling = c.question.want.values.filter((name) => c.falling?.includes(atStep(name)?.node ?? ""));
  return { values: [...new Set([...all("values"), ...falling])], gradients: [...new Set(all("gradients"))] };
}

/** What is wrong with the numbers that are written of a quantity. */
function checkWritten(
  place: string,
  written: Written,
  { x, errors }: Certified,
  isCertified: boolean,
): string[] {
  if (!sameShape(written.shape, x.shape)) return [`${place} is written with another shape`];
  const read = digits64.fromText(written.shape, written.text);
  return written.text.flatMap((text, k) => {
    const [entry, error] = [x.entries[k], errors[k]];
    const difference = entry.minus(read.entries[k]).abs();
    if (entry.isFinite() && difference.lte(error)) return [];
    const at = placeOf(place, x, k);
    const computed = entry.toSignificantDigits(35).toString();
    const [half] = digits64.fromText([], [halfUnitText(text)]).entries;
    if (!entry.isFinite() || !difference.lte(half.plus(error)))
      return [`${at} is written ${text}, but is ${computed}`];
    if (!isCertified) return [];
    if (knowledgeOf(entry, error) !== "known") return [`${at} cannot be certified: ${unknown}`];
    const count = significantDigits(text);
    if (count >= certifiedDigits) return [];
    return [`${at} has ${count} digits; a certified number has ${certifiedDigits} or is exact: ${computed}`];
  });
}

/** Every number of the case by both methods; the problems in words, empty if all is proved. */
export function certify(c: Case): Certificate {
  const names = namesOf(c);
  const found = certified(c, names);
  const problems: string[] = [];
  let checked = 0;
  for (const kind of ["values", "gradients"] as const) {
    for (const name of names[kind]) {
      const place = `${kind}.${name}`;
      const one = found(kind, name);
      if (!one) {
        problems.push(`${place} is promised, but is nowhere in the case`);
        continue;
      }
      problems.push(...one.differences);
      for (const [promise, isCertified] of [
        [c.printed, false],
        [c.certified, true],
      ] as const) {
        const written = promise?.[kind][name];
        if (!written) continue;
        checked += written.text.length;
        problems.push(...checkWritten(place, written, one, isCertified));
      }
    }
  }
  return { id: c.id, checked, problems: [...problems, ...risen(c, (name) => found("values", name))] };
}

/** Quantities that are promised to fall, and do not. */
function risen({ falling = [], question }: Case, computed: (name: Name) => Certified | undefined): string[] {
  return falling.flatMap((name) => {
    const steps = question.want.values.flatMap((key) => {
      const [at, one] = [atStep(key), computed(key)];
      return at?.node === name && one ? [{ step: at.step, x: one.x.entries[0] }] : [];
    });
    steps.sort((a, b) => a.step - b.step);
    const at = steps.findIndex(({ x }, i) => i > 0 && !x.lt(steps[i - 1].x));
    return at < 0 ? [] : [`${name} is promised to fall, but does not at step ${steps[at].step}`];
  });
}
