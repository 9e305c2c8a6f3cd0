/** The tables of spec/profiles.md, made from spec/profiles.ts. */
import { profileNames } from "./answer.ts";
import type { Feature } from "./features.ts";
import { opNames } from "./ops/index.ts";
import { conformanceProfiles } from "./profiles.ts";
import { table } from "./protocol/table.ts";
import { activationNames, lossNames } from "./read/words.ts";

const begin = "<!-- made by npm run protocol, from profiles.ts -->";
const end = "<!-- end -->";

/** Everything that a question can take, by group. */
const everything: Readonly<Record<string, readonly Feature[]>> = {
  activations: activationNames.map((name) => `activation:${name}` as const),
  losses: [...lossNames.map((name) => `loss:${name}` as const), "option:clip", "option:l2"],
  operations: opNames.map((name) => `op:${name}` as const),
};

const nameOf = (feature: Feature): string => `\`${feature.slice(feature.indexOf(":") + 1)}\``;

function tables(): string {
  const rows = profileNames.map((name) => {
    const { kind, asks, requires } = conformanceProfiles[name];
    const groups = Object.values(everything).filter((all) => all.some((one) => requires.includes(one)));
    const optional = groups.flat().filter((one) => !requires.includes(one));
    const isInFormulas = (feature: Feature) => kind !== "expression" || feature === "op:softplus";
    const isOfLayers = (feature: Feature) => feature !== "option:l2" || kind !== "loss";
    const beyond = optional.filter((one) => isInFormulas(one) && isOfLayers(one));
    return [`\`${name}\``, asks, requires.map(nameOf).join(" "), beyond.map(nameOf).join(" ")];
  });
  return table(["profile", "asks", "required", "optional"], rows);
}

/** The page with its tables made anew. */
export function withProfileTables(page: string): string {
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`profiles.md has no lines ${begin} and ${end}`);
  return `${page.slice(0, from)}${begin}\n\n${tables()}\n\n${page.slice(to)}`;
}
