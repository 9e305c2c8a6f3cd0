/** What is known of an answer: each number is of a quantity of the case and has its shape, and what is printed rounds from what is certified. */
import type { Promised, Written } from "../case.ts";
import { halfUnitOfLastDigit, roundsTo } from "../decimal.ts";
import type { Name } from "../graph.ts";
import { indexAt, sameShape, showShape } from "../tensor.ts";
import type { Source } from "./complain.ts";
import type { ExpectForm, PromisedForm } from "./form.ts";
import type { Lookup, Part } from "./names.ts";

const parts = ["values", "gradients"] as const;

export function readExpected(source: Source, lookup: Lookup, form: ExpectForm | undefined) {
  const printed = readPromised(source, lookup, form?.printed?.value);
  const certified = joinPromised(
    readPromised(source, lookup, form),
    readPromised(source, lookup, form?.certified?.value),
  );
  for (const part of parts) checkPrinted(source, part, form?.printed?.value, certified);
  return { printed, certified };
}

function readPromised(source: Source, lookup: Lookup, form: PromisedForm | undefined): Promised | undefined {
  if (!form?.values && !form?.gradients) return undefined;
  const read = (part: Part) => {
    const kept: Record<Name, Written> = {};
    for (const [name, { value, at, key }] of form[part]?.value ?? []) {
      const { shape, text } = value;
      const found = lookup(name, part);
      if ("problem" in found) source.complain(key, found.problem, found.hint);
      else if (!sameShape(found.shape, shape)) {
        const hint = part === "gradients" ? "a gradient has the shape of what it is taken by" : undefined;
        source.complain(
          at,
          `${name} is ${showShape(found.shape)}, but ${showShape(shape)} is expected here`,
          hint,
        );
      } else kept[name] = { shape, text };
    }
    return kept;
  };
  return { values: read("values"), gradients: read("gradients") };
}

function joinPromised(a: Promised | undefined, b: Promised | undefined): Promised | undefined {
  if (!a || !b) return a ?? b;
  return { values: { ...a.values, ...b.values }, gradients: { ...a.gradients, ...b.gradients } };
}

/** Printed numbers beside certified ones of the same name: the first of a tensor that contradicts is told for all. */
function checkPrinted(
  source: Source,
  part: Part,
  form: PromisedForm | undefined,
  certified: Promised | undefined,
): void {
  for (const [name, { value }] of form?.[part]?.value ?? []) {
    const exact = certified?.[part][name];
    if (!exact || !sameShape(exact.shape, value.shape)) continue;
    const wrong = value.text.flatMap((text, k) => (roundsTo(exact.text[k], text) ? [] : [k]));
    if (wrong.length === 0) continue;
    const [k] = wrong;
    const [text, half] = [value.text[k], halfUnitOfLastDigit(value.text[k])];
    const at = value.shape.length > 0 ? `${name}[${indexAt(value.shape, k).join(", ")}]` : name;
    const more = wrong.length > 1 ? `, and ${wrong.length - 1} more of ${name}` : "";
    source.complain(
      value.places[k],
      `${at} is printed as ${text}, but certified as ${exact.text[k]}${more}`,
      half === 0
        ? "an integer promises equality: one of the two is wrong"
        : `${text} promises ± ${half}: one of the two is wrong`,
    );
  }
}
