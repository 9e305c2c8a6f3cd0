/** Asking a case: as it stands if the engine takes that, else in another form that it takes; what it takes in no form, it is not asked. */
import type { Description, Engine, Observation } from "../spec/answer.ts";
import type { Case, Question } from "../spec/case.ts";
import { lacking } from "../spec/features.ts";
import { type Form, type OtherKind, otherForms } from "../spec/lower/forms.ts";

export interface Asked {
  /** As it was asked: what is answered is judged by this case. */
  readonly case: Case;
  readonly observation: Observation;
  /** In which form, if not its own. */
  readonly as?: OtherKind;
  readonly note?: string;
}
type Asking = { readonly engine: Pick<Engine, "ask">; readonly description: Description };

/**
 * Whether the engine itself claims what it now says it lacks. Only single features are held against it: a list of activations and a list of
 * losses do not promise every combination of the two.
 */
export function claims({ supports, answers }: Description, what: string): boolean {
  const [, kind, name] = /^(question|activation|op):(\w+)$/.exec(what) ?? [];
  if (kind === "question") return answers?.some((known) => known === name) ?? false;
  return (
    (kind === "op" ? supports?.ops : kind === "activation" ? supports?.activations : undefined)?.includes(
      name,
    ) ?? false
  );
}

export async function ask(c: Case, { engine, description }: Asking): Promise<Asked> {
  const what = lacking(c.question, description);
  const own: Observation = what ? { kind: "unsupported", what } : await engine.ask(c.question);
  if (own.kind !== "unsupported" || !mayBeAskedAnew(own.what, c.question, description))
    return { case: c, observation: own };
  const why = [own.what];
  const asides = [...(own.asides ?? [])];
  for (const form of otherForms(c)) {
    const refusal = refusalOf(form, description);
    if (refusal !== undefined) {
      why.push(refusal);
      continue;
    }
    const { as, case: asked, reads } = form as Extract<Form, { case: Case }>;
    const observation = await engine.ask(asked.question);
    asides.push(...(observation.asides ?? []));
    if (observation.kind === "unsupported" && !claims(description, observation.what)) {
      why.push(`as a ${as}: ${observation.what}`);
      continue;
    }
    const note = `asked as a ${as}, because ${own.what} is not among what it takes: ${reads}`;
    return { case: asked, observation: { ...observation, ...(asides.length > 0 && { asides }) }, as, note };
  }
  const all = why.filter((reason) => reason !== "").join("; ");
  return { case: c, observation: { ...own, what: all, ...(asides.length > 0 && { asides }) } };
}

/** What it claims is held against it. An engine that lists no kinds is asked anew only where it refuses the kind as such. */
function mayBeAskedAnew(what: string, { kind }: Question, description: Description): boolean {
  if (claims(description, what)) return false;
  return description.answers !== undefined || what === `question:${kind}`;
}

/** Why the case is not asked in this form; empty where the engine does not take the form, which needs no word. */
function refusalOf(form: Form, description: Description): string | undefined {
  const takes = !description.answers || description.answers.includes(form.as);
  if ("because" in form) return takes ? `not as a ${form.as}: ${form.because}` : "";
  if (!takes) return "";
  const what = lacking(form.case.question, description);
  return what && `as a ${form.as}: ${what}`;
}

/** The case in the first form that the engine's description does not rule out; as it stands where it rules out all. */
export function formFor(c: Case, description: Description): Case {
  if (!description.answers || lacking(c.question, description) === undefined) return c;
  const form = otherForms(c).find((one) => refusalOf(one, description) === undefined);
  return form && "case" in form ? form.case : c;
}
