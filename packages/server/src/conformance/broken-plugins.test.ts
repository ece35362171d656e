import { fileURLToPath } from "node:url";
import type { ModelCard } from "@isovec/core";
import type { PluginLoadParams } from "@isovec/core/protocol";
import { describe, expect, it } from "vitest";
import { pluginDefects } from "../../test/conformance/plugin-defects.ts";
import { pluginChecks } from "./plugin/plugin-checks.ts";
import { PluginSubject } from "./plugin/plugin-subject.ts";
import { type CheckResult, chosen, runChecks } from "./run-checks.ts";

const toy = fileURLToPath(new URL("../../test/conformance/toy-plugin.mjs", import.meta.url));

const hiddenSize = 24;
const load: PluginLoadParams = {
  model: {
    id: "toy",
    dir: "/nowhere",
    files: [],
    architecture: "toy",
    hiddenSize,
    vocabularySize: 40,
    maxTokens: 32,
  },
  dtype: "fp32",
};
/** What the suite reads of it: how wide rows are. */
const card = { hiddenSize, dimensions: hiddenSize, steps: [] } as unknown as ModelCard;

/** @param limitMs short only where silence is what is waited for */
function check(
  defect: string,
  ids: readonly string[] | undefined,
  limitMs: number,
): Promise<readonly CheckResult[]> {
  const command = `"${process.execPath}" "${toy}" "${defect}"`;
  const subject = new PluginSubject({ command, card, load, options: {}, answerMs: limitMs, loadMs: limitMs });
  return runChecks(chosen(pluginChecks, ids), subject);
}

describe("the conformance suite, against a toy plugin", () => {
  it("passes every check when there is no defect", async () => {
    const results = await check("none", undefined, 30_000);
    expect(results.filter(({ outcome }) => outcome !== "passed")).toEqual([]);
    expect(results.map(({ id }) => id)).toEqual(pluginChecks.map(({ id }) => id));
  });

  it("has a defect for every check", () => {
    const rejecting = new Set(pluginDefects.map(([, id]) => id));
    expect(pluginChecks.map(({ id }) => id).filter((id) => !rejecting.has(id))).toEqual([]);
  });

  it.concurrent.each(pluginDefects)("rejects one that %s: %s", async (defect, id, reason) => {
    const waits = reason.source.includes("no sign");
    const [result] = await check(defect, [id], waits ? 4000 : 30_000);
    expect(result).toMatchObject({ outcome: "failed", reason: expect.stringMatching(reason) });
  });
});
