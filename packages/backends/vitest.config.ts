import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["src/**/*.test.ts"],
    testTimeout: 60_000,
    // The first model that is converted or distilled.
    hookTimeout: 180_000,
    reporters: ["default", ["json", { outputFile: "test-report.json" }]],
  },
});
