/** A fixture is read: text in, a case or complaints out. Whatever stands in the file, nothing is thrown. */
import { isMap, isScalar, type ParsedNode } from "yaml";
import type { Case, Question, Wanted } from "../case.ts";
import { clausesOfPackage } from "../clauses.ts";
import type { Name } from "../graph.ts";
import type { Complaint } from "../report.ts";
import { openSource, type Source } from "./complain.ts";
import { complainOf, type Doubts } from "./doubt.ts";
import { readExpected } from "./expected.ts";
import { type Form, fixtureFields, fixtureForm, type Names } from "./form.ts";
import { readExpression, readGraph } from "./formulas.ts";
import type { Placed } from "./kinds.ts";
import type { Lookup, Part } from "./names.ts";
import { suggest } from "./nearest.ts";
import { type Asked, readLoss, readNetwork, readTraining } from "./questions.ts";
import { parseYaml } from "./syntax.ts";
import { defaultsOf, fallingSteps, joined, without } from "./wanted.ts";

export type ReadFixture = { readonly case: Case } | { readonly complaints: readonly Complaint[] };
type Bare = {
  readonly [K in Question["kind"]]: Omit<Extract<Question, { kind: K }>, "want" | "also">;
}[Question["kind"]];

/**
 * `file` is where the text stands (sidecars stand beside it), `id` the path below `fixtures/` without its ending; `doubts` may find
 * something wrong with the case that was read.
 */
export function readFixture(file: string, text: string, id: string, doubts: Doubts = () => []): ReadFixture {
  const source = openSource(file, text);
  const root = parseYaml(source);
  const form = root && fixtureForm.read(root, source, { start: 0, end: 1 });
  if (form) checkClause(source, form.value.clause);
  const asked = form && !halfRead(root, form.value) ? readQuestion(source, form.value) : undefined;
  const read = form && asked ? caseOf(source, id, form.value, asked) : undefined;
  if (root && read && source.complaints().length === 0) {
    for (const doubt of doubts(read)) complainOf(source, root, doubt);
  }
  const complaints = source.complaints();
  if (read && complaints.length === 0) return { case: read };
  return { complaints };
}

function checkClause(source: Source, { value, at }: Placed<string>): void {
  const known = clausesOfPackage().map(({ id }) => id);
  if (!known.includes(value))
    source.complain(at, `there is no clause ${JSON.stringify(value)}`, suggest(value, known));
}

/** Part of the question could not be read, or has a key that is not known: what follows from that would only be noise. */
function halfRead(root: ParsedNode, form: Form): boolean {
  if (!isMap(root)) return true;
  const isKnown = ({ key }: { key: unknown }) =>
    isScalar(key) && Object.hasOwn(fixtureFields, String(key.value));
  return (
    !root.items.every(isKnown) ||
    [...kinds, "where" as const, "at" as const].some((key) => root.has(key) && !form[key])
  );
}

const kinds = ["expression", "loss", "network", "training", "graph"] as const;

function readQuestion(source: Source, form: Form): Asked<Bare> | undefined {
  const given = kinds.filter((kind) => form[kind]);
  if (given.length !== 1) {
    const message =
      given.length === 0
        ? "a fixture asks a question, and this one has none"
        : `one fixture asks one question, not ${given.join(" and ")}`;
    source.complain(
      given.length === 0 ? { start: 0, end: 1 } : form[given[1]]!.at,
      message,
      `one of ${kinds.join(", ")}`,
    );
    return undefined;
  }
  const [kind] = given;
  for (const key of ["where", "at"] as const) {
    if (form[key] && kind !== "expression")
      source.complain(form[key].at, `${key} belongs to an expression`, `this is a ${kind}`);
  }
  if (kind === "expression") return readExpression(source, form);
  if (kind === "graph") return readGraph(source, form.graph!);
  if (kind === "loss") return readLoss(source, form.loss!);
  return kind === "network" ? readNetwork(source, form.network!) : readTraining(source, form.training!);
}

function caseOf(source: Source, id: string, form: Form, { question, lookup, literals }: Asked<Bare>): Case {
  const expect = form.expect?.value;
  const { printed, certified } = readExpected(source, lookup, expect);
  const falling = readFalling(source, question, expect?.falling);
  const names = (part: Part) => [
    ...Object.keys(printed?.[part] ?? {}),
    ...Object.keys(certified?.[part] ?? {}),
  ];
  const expected = { values: names("values"), gradients: names("gradients") };
  const defaults = defaultsOf(question);
  const said = readWanted(source, lookup, form.want);
  const steps = question.kind === "training" ? fallingSteps(falling, question.steps, said?.values ?? []) : [];
  const want = joined(said ?? defaults.want, expected, { values: steps });
  const also = without(readWanted(source, lookup, form.also) ?? defaults.also, want);
  if (want.values.length + want.gradients.length === 0 && source.complaints().length === 0) {
    source.complain(
      form[question.kind]!.at,
      "nothing is asked",
      "add expect, falling or want: { values: […], gradients: […] }",
    );
  }
  const { chapter, section, reconstructed, note } = form.source.value;
  return {
    id,
    title: form.title.value,
    clause: form.clause.value,
    source: {
      ...(chapter && { chapter: chapter.value }),
      ...(section && { section: section.value }),
      ...(reconstructed && { reconstructed: reconstructed.value.map(({ value }) => value) }),
      ...(note && { note: note.value }),
    },
    question: { ...question, want, ...(also.values.length + also.gradients.length > 0 && { also }) },
    ...(printed && { printed }),
    ...(certified && { certified }),
    ...(falling.length > 0 && { falling }),
    accepts: readAccepts(source, form),
    literals,
    guards: (form.guards?.value ?? []).map(({ value }) => value),
    points: form.points?.value ?? 1,
    file: source.file,
    line: source.lineOf(form[question.kind]!.at.start),
  };
}

function readWanted(source: Source, lookup: Lookup, form: Form["want"]): Wanted | undefined {
  if (!form) return undefined;
  const names = (part: Part) => {
    const list = form.value[part]?.value ?? [];
    for (const { value, at } of list) {
      const found = lookup(value, part);
      if ("problem" in found) source.complain(at, found.problem, found.hint);
    }
    return list.map(({ value }) => value);
  };
  return { values: names("values"), gradients: names("gradients") };
}

function readFalling(source: Source, question: Bare, form: Names | undefined): readonly Name[] {
  if (!form) return [];
  if (question.kind !== "training") source.complain(form.at, "only a training run has steps that could fall");
  const known = question.kind === "training" && question.report ? ["L", "R"] : ["L"];
  for (const { value, at } of form.value) {
    if (!known.includes(value))
      source.complain(
        at,
        `${JSON.stringify(value)} is no loss of this case`,
        `known: ${known.join(", ")}; without a step`,
      );
  }
  return form.value.map(({ value }) => value);
}

function readAccepts(source: Source, form: Form): Case["accepts"] {
  const accepts: Record<string, readonly [number, number]> = {};
  for (const [name, { value, at }] of form.accepts?.value ?? []) {
    const [low, high] = value.map((entry) => entry.value.number);
    if (value.length === 2 && low <= high) accepts[name] = [low, high];
    else
      source.complain(at, "expected two numbers, the smaller one first", "[0, 1] admits every value between");
  }
  return accepts;
}
