import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["src/**/*.test.ts"],
    // Tests that load ONNX Runtime themselves must not send its usage events.
    env: { ORT_DISABLE_TELEMETRY: "1" },
    testTimeout: 60_000,
    // The first model that is converted or distilled.
    hookTimeout: 180_000,
    reporters: ["default", ["json", { outputFile: "test-report.json" }]],
  },
});
