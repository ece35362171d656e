import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { serverDefects } from "../../test/conformance/server-defects.ts";
import { type CheckResult, chosen, runChecks } from "./run-checks.ts";
import { serverChecks } from "./server/server-checks.ts";
import { ServerSubject } from "./server/server-subject.ts";

const toy = fileURLToPath(new URL("../../test/conformance/toy-server.mjs", import.meta.url));

/** @param answerMs short only where silence is what is waited for */
function check(
  defect: string,
  ids: readonly string[] | undefined,
  answerMs: number,
): Promise<readonly CheckResult[]> {
  const command = `"${process.execPath}" "${toy}" "${defect}"`;
  const subject = new ServerSubject({ command, answerMs, loadMs: 30_000, workspace: tmpdir() });
  return runChecks(chosen(serverChecks, ids), subject);
}

describe("the conformance suite, against a toy server", () => {
  it("passes every check when there is no defect", async () => {
    const results = await check("none", undefined, 30_000);
    expect(results.filter(({ outcome }) => outcome !== "passed")).toEqual([]);
    expect(results.map(({ id }) => id)).toEqual(serverChecks.map(({ id }) => id));
  });

  it("has a defect for every check", () => {
    const rejecting = new Set(serverDefects.map(([, id]) => id));
    expect(serverChecks.map(({ id }) => id).filter((id) => !rejecting.has(id))).toEqual([]);
  });

  it.concurrent.each(serverDefects)("rejects one that %s: %s", async (defect, id, reason) => {
    const waits = reason.source.includes("no sign");
    const [result] = await check(defect, [id], waits ? 4000 : 30_000);
    expect(result).toMatchObject({ outcome: "failed", reason: expect.stringMatching(reason) });
  });
});
