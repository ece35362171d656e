import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["src/**/*.test.ts"],
    // Tests that load ONNX Runtime themselves must not send its usage events.
    env: { ORT_DISABLE_TELEMETRY: "1" },
    globalSetup: ["src/editor/extension-folder.ts"],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // Each file runs real engines on all cores.
    fileParallelism: false,
    reporters: ["default", ["json", { outputFile: "test-report.json" }]],
  },
});
