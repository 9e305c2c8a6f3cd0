/** A finding in one sentence. */
import type { Opinion, Quantity, Verdict } from "../spec/report.ts";
import type { Judged } from "./judge.ts";

const list = (quantities: readonly Quantity[]): string => quantities.map(({ label }) => label).join(", ");

/** A fixture's own number against all that we compute is the fixture's mistake, not ours. */
const isOfFixture = (opinions: readonly Opinion[]): boolean =>
  opinions.every(({ kind, oracle }) => kind !== "disagrees" || oracle === "certified");

export function summaryOf(
  verdict: Verdict,
  all: readonly Judged[],
  opinions: readonly Opinion[] = [],
): string {
  const quantities = all.map(({ quantity }) => quantity);
  const of = (status: Quantity["status"]) => quantities.filter((quantity) => quantity.status === status);
  const compared = quantities.reduce((sum, quantity) => sum + quantity.compared, 0);
  const wrong = of("wrong");
  const said = wrong.find(({ because }) => because);
  switch (verdict) {
    case "conforms":
      return `${compared} ${compared === 1 ? "number is" : "numbers are"} within what rounding can do`;
    case "imprecise":
      return of("imprecise")[0]?.because ?? "";
    case "violates":
      return said
        ? `${said.label} ${said.because}`
        : `${list(wrong)}: further from the truth than rounding can take an honest engine`;
    case "disputed":
      return isOfFixture(opinions)
        ? "the fixture's certified number is not that of its question: `backproof certify` says which is"
        : "our own oracles contradict each other: this is a bug of backproof, not of the engine";
    case "unsupported":
      return quantities[0]?.because ?? "the engine can show none of what is asked";
    default:
      return wrong.length > 0
        ? `${list(wrong)} ${wrong.length > 1 ? "are" : "is"} out of tolerance, but only one oracle can speak here: nobody is accused on one witness`
        : undecidedText([...of("suspect"), ...of("undecided")]);
  }
}

function undecidedText([first]: readonly Quantity[]): string {
  return first ? `${first.label} ${first.because}` : "nothing could be compared";
}
