/** The address of a case on the page. */
import type { Finding } from "../../../spec/report.ts";

/** For `id` and, with a # in front, for `href`. Never holds a space or a quote. */
export function anchor({ id }: Finding): string {
  return id.replace(/[^\w/.-]/g, (character) => `~${character.codePointAt(0)!.toString(16)}`);
}
