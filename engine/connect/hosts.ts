/** Where the programs stand that carry other people's engines: separate files, beside the source and beside the bundle alike. */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The file of a host: `hosts/` beside this file or the bundle (`dist/hosts`), or above the compiled library (`dist/lib/engine/connect`). */
export function hostFile(name: string): string {
  const tried = ["./hosts/", "../../../hosts/"].map((folder) =>
    fileURLToPath(new URL(folder + name, import.meta.url)),
  );
  const found = tried.find((file) => existsSync(file));
  if (!found) throw new Error(`${name} is missing from this installation; looked at ${tried.join(" and ")}`);
  return found;
}
