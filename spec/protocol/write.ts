/** Writes spec/protocol.schema.json: `node --import tsx spec/protocol/write.ts`. */
import { writeFileSync } from "node:fs";
import { protocolJsonSchema } from "../protocol.ts";

const file = new URL("../protocol.schema.json", import.meta.url);
writeFileSync(file, `${JSON.stringify(protocolJsonSchema(), null, 2)}\n`);
