/** The precisions by name. Half precisions add up in themselves, or in float32. */
export const precisionNames = [
  "float64",
  "float32",
  "float16",
  "float16-float32-sums",
  "bfloat16",
  "bfloat16-float32-sums",
] as const;
export type PrecisionName = (typeof precisionNames)[number];
