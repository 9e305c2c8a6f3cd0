import { defineConfig } from "vitest/config";

/** Two processes without isolation: loading mathjs once instead of once a file makes the suite several times faster. */
export default defineConfig({
  test: {
    include: ["{spec,engine,harness,reports}/**/*.test.ts"],
    isolate: false,
    maxWorkers: 2,
    testTimeout: 20_000,
  },
});
