/** For CI: is a junit.xml valid in the schemas that its consumers check? `node --import tsx reports/validate-xsd.ts junit.xml a.xsd b.xsd` */
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { validateXML } from "xmllint-wasm";

const [file, ...schemas] = process.argv.slice(2);
if (file === undefined || schemas.length === 0) {
  console.error("usage: validate-xsd.ts <junit.xml> <xsd>…");
  process.exitCode = 2;
} else {
  const xml = { fileName: "report.xml", contents: await readFile(file, "utf8") };
  for (const path of schemas) {
    const schema = { fileName: "schema.xsd", contents: await readFile(path, "utf8") };
    const { valid, errors } = await validateXML({ xml, schema });
    console.error(`${file}: ${valid ? "valid" : "NOT valid"} in ${basename(path)}`);
    for (const error of errors) console.error(`  ${error.rawMessage}`);
    if (!valid) process.exitCode = 1;
  }
}
