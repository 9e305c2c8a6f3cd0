/** What is asked of an engine: what the fixture says, or the default of its kind of question, and everything that is expected. */
import type { Question, Wanted } from "../case.ts";
import type { Name } from "../graph.ts";

type Bare = {
  readonly [K in Question["kind"]]: Omit<Extract<Question, { kind: K }>, "want" | "also">;
}[Question["kind"]];

interface Both {
  readonly want: Wanted;
  readonly also: Wanted;
}
const nothing: Wanted = { values: [], gradients: [] };

/** Left sides of the formulas; the expression's own stands last. */
const leftSides = (lines: readonly string[]) => lines.map((line) => line.slice(0, line.indexOf("=")).trim());

export function defaultsOf(question: Bare): Both {
  switch (question.kind) {
    case "expression": {
      const where = leftSides(question.where);
      const values = [...where, ...leftSides([question.expression])];
      return {
        want: { values, gradients: Object.keys(question.at) },
        also: { values: [], gradients: where },
      };
    }
    case "loss":
      return { want: { values: ["L"], gradients: ["p"] }, also: nothing };
    case "network": {
      const each = (letters: string) =>
        question.layers.flatMap((_, i) => [...letters].map((letter) => `${letter}${i + 1}`));
      const inner = each("za");
      return {
        want: { values: ["L"], gradients: each("Wb") },
        also: { values: inner, gradients: [...inner, "x"] },
      };
    }
    case "graph": {
      const seeded = Object.keys(question.seed);
      const outs = question.nodes.map(({ out }) => out).filter((name) => !seeded.includes(name));
      return {
        want: { values: seeded, gradients: Object.keys(question.inputs) },
        also: { values: outs, gradients: outs },
      };
    }
    case "training":
      return { want: nothing, also: nothing };
  }
}

/** `N@k` for every step before the last update, unless the fixture itself says which steps of N it wants. */
export function fallingSteps(
  falling: readonly Name[],
  steps: number,
  said: readonly Name[],
): readonly Name[] {
  return falling.flatMap((name) => {
    const chosen = said.some((other) => other.startsWith(`${name}@`));
    return chosen ? [] : Array.from({ length: steps }, (_, k) => `${name}@${k}`);
  });
}

export function joined(...parts: readonly (Partial<Wanted> | undefined)[]): Wanted {
  const all = (part: keyof Wanted) => [...new Set(parts.flatMap((wanted) => wanted?.[part] ?? []))];
  return { values: all("values"), gradients: all("gradients") };
}

export function without(wanted: Wanted, already: Wanted): Wanted {
  return {
    values: wanted.values.filter((name) => !already.values.includes(name)),
    gradients: wanted.gradients.filter((name) => !already.gradients.includes(name)),
  };
}
