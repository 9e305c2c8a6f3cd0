/** What a case does not ask, it cannot show: the same case with more asked. */
import type { Question, TrainingQuestion, Wanted } from "../../spec/case.ts";
import type { Name } from "../../spec/graph.ts";
import { lower } from "../../spec/lower/index.ts";
import { parametersOf } from "../../spec/lower/network.ts";
import { labelOf } from "../judge.ts";
import { outputOf } from "../telling.ts";
import { hides, type Variant } from "./respect.ts";

interface Part {
  readonly kind: keyof Wanted;
  readonly names: readonly Name[];
  /** In words, where names would be too many. */
  readonly text?: string;
}
const values = (names: readonly Name[], text?: string): Part => ({
  kind: "values",
  names,
  ...(text && { text }),
});
const gradients = (names: readonly Name[], text?: string): Part => ({
  kind: "gradients",
  names,
  ...(text && { text }),
});

/** Names that a reader of the case knows: those of our own hold a slash. */
const isOwn = (name: Name): boolean => !name.includes("/");

/** What may be asked, in the order in which people would. */
function partsOf(question: Question): readonly Part[] {
  if (question.kind === "training") return trainingParts(question);
  const { inputs, nodes, seed } = lower(question);
  const inner = nodes.map(({ out }) => out).filter((name) => isOwn(name) && !(name in seed));
  const leaves = Object.keys(inputs).filter((name) => isOwn(name) && name !== "t");
  const starting = (letter: string) => leaves.filter((name) => new RegExp(`^${letter}\\d+$`).test(name));
  const byLeaves = question.kind === "network" ? [starting("W"), starting("b"), ["x"]] : [leaves];
  return [
    values(Object.keys(seed)),
    ...byLeaves.map((names) => gradients(names)),
    gradients(inner),
    values(inner),
  ];
}

function trainingParts({ layers, steps }: TrainingQuestion): readonly Part[] {
  const names = parametersOf(layers);
  const before = Array.from({ length: steps }, (_, k) => k);
  return [
    values(
      names.map((name) => `${name}@${steps}`),
      "every parameter after the last step",
    ),
    values(
      [...before, steps].map((k) => `L@${k}`),
      "the loss of every step",
    ),
    gradients(
      before.flatMap((k) => names.map((name) => `${name}@${k}`)),
      "the gradients of every step",
    ),
  ];
}

/** With everything demanded that a reader of the case knows. */
export function demandingAll<Q extends Question>(question: Q): Q {
  const parts = partsOf(question);
  const all = (kind: keyof Wanted) => [
    ...new Set([...question.want[kind], ...parts.flatMap((part) => (part.kind === kind ? part.names : []))]),
  ];
  return { ...question, want: { values: all("values"), gradients: all("gradients") } };
}

const mostNamed = 4;

export function askingMore(question: Question): readonly Variant[] {
  const output = outputOf(question);
  const { want } = question;
  return partsOf(question).flatMap(({ kind, names, text }) => {
    const missing = names.filter((name) => !want[kind].includes(name));
    if (missing.length === 0) return [];
    const labels = missing.map((name) => labelOf(kind === "values" ? "value" : "gradient", name, output));
    const said = text ?? `${labels.slice(0, mostNamed).join(", ")}${labels.length > mostNamed ? ", …" : ""}`;
    return [
      hides(
        `not demanding ${said}`,
        text !== undefined || labels.length === 1 ? "demanding it" : "demanding them",
        {
          ...question,
          want: { ...want, [kind]: [...want[kind], ...missing] },
        },
      ),
    ];
  });
}
