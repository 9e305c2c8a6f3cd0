/** Writes what is made from the schema, `protocol.schema.json` and `protocol-reference.md`, and the tables of `profiles.md`: `npm run protocol`. */
import { readFileSync, writeFileSync } from "node:fs";
import { withProfileTables } from "../profiles-page.ts";
import { protocolJsonSchema } from "../protocol.ts";
import { protocolReference } from "./reference.ts";

const file = (name: string) => new URL(`../${name}`, import.meta.url);

writeFileSync(file("protocol.schema.json"), `${JSON.stringify(protocolJsonSchema(), null, 2)}\n`);
writeFileSync(file("protocol-reference.md"), protocolReference());
writeFileSync(file("profiles.md"), withProfileTables(readFileSync(file("profiles.md"), "utf8")));
