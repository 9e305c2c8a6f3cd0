/** Literals that are not doubles: how far the written decimal is from the double that an engine is given. */
import type { Written } from "../../spec/case.ts";
import { decimalMinusDouble } from "../../spec/decimal.ts";
import type { Tensor } from "../../spec/tensor.ts";

/** How much error the literals of an input carry; null where text and double agree everywhere. */
export function literalErrors(x: Tensor, written: Written): Float64Array | null {
  const errors = x.data.map((value, k) => Math.abs(decimalMinusDouble(written.text[k], value)));
  return errors.some((e) => e !== 0) ? errors : null;
}
