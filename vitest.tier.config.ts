import { defineConfig } from "vitest/config";

/** Tests that need more than Node: a Python with NumPy, named by BACKPROOF_PYTHON. `.ci/run` brings it; `npm test` leaves them out. */
// biome-ignore lint/style/noDefaultExport: this is how vitest reads it
export default defineConfig({
  test: {
    include: ["{spec,engine,harness,reports}/**/*.tier.ts"],
    isolate: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
