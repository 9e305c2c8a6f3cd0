/** Which names a question has, and the shape of each: so that a name that is nowhere, or a wrong shape, is found before anything runs. */
import type { Layer } from "../case.ts";
import type { Name } from "../graph.ts";
import type { Shape } from "../tensor.ts";
import { suggest } from "./nearest.ts";

export type Part = "values" | "gradients";
export type Lookup = (
  name: Name,
  part: Part,
) => { readonly shape: Shape } | { readonly problem: string; readonly hint: string };

export function fromShapes(shapes: ReadonlyMap<Name, Shape>): Lookup {
  const asked = [...shapes.keys()].filter((name) => !name.includes("/"));
  return (name) => {
    const shape = shapes.get(name);
    if (shape && !name.includes("/")) return { shape };
    return { problem: `this case has no ${JSON.stringify(name)}`, hint: suggest(name, asked) };
  };
}

/** x, t, L and W1, b1, z1, a1, … of a network over `samples` columns. */
export function networkShapes(layers: readonly Layer[], samples: number): Map<Name, Shape> {
  const [, features] = layers[0].W.shape;
  const shapes = new Map<Name, Shape>([["x", [features, samples]]]);
  layers.forEach(({ W, b }, i) => {
    const [width] = W.shape;
    shapes.set(`W${i + 1}`, W.shape).set(`b${i + 1}`, b.shape);
    shapes.set(`z${i + 1}`, [width, samples]).set(`a${i + 1}`, [width, samples]);
  });
  const [width] = layers[layers.length - 1].W.shape;
  return shapes.set("t", [width, samples]).set("L", []);
}

/** `N@k`, N before update k. After the last update there are values to ask, but no gradient is computed any more. */
export function fromSteps(shapes: ReadonlyMap<Name, Shape>, steps: number, reported: boolean): Lookup {
  return (name, part) => {
    const [, node, digits] = /^(.*)@(\d{1,9})$/.exec(name) ?? [];
    if (node === undefined)
      return {
        problem: `${JSON.stringify(name)} names no step`,
        hint: `write N@k with k from 0: ${name.split("@")[0]}@0`,
      };
    const shape = node === "R" && reported && part === "values" ? [] : shapes.get(node);
    const known = [...shapes.keys(), ...(reported && part === "values" ? ["R"] : [])];
    if (!shape) return { problem: `this case has no ${JSON.stringify(node)}`, hint: suggest(node, known) };
    const last = part === "values" ? steps : steps - 1;
    if (Number(digits) <= last) return { shape };
    const hint =
      part === "values"
        ? `${node}@${steps} is what it is after the last`
        : `the last gradient is ${node}@${last}`;
    return { problem: `there are ${steps} updates`, hint };
  };
}
