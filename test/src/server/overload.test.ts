import { readFileSync } from "node:fs";
import { errorCodes, longestText } from "@isovec/core";
import { methods, type TokenizeResult } from "@isovec/core/protocol";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CancellationTokenSource } from "vscode-jsonrpc/node";
import { SampleWorkspace } from "../sample-workspace.ts";
import { LanguageClient } from "./language-client.ts";

/** Requests that the server takes at once (docs/protocol/1.0). */
const underWay = 1_024;
const cancelledCode = -32_800;

describe("a server that is asked more than it can do at once", () => {
  let workspace: SampleWorkspace;
  let client: LanguageClient;
  beforeEach(async () => {
    workspace = new SampleWorkspace();
    client = (await LanguageClient.open(workspace.root, { parameters: ["--state", workspace.state] })).client;
    await client.request(methods.embed, { inputs: ["loads the engine"], role: "query" });
  });
  afterEach(async () => {
    await client.close();
    workspace.remove();
  });

  const residentMegabytes = () =>
    Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${client.processId}/status`, "utf8"))?.[1]) / 1024;

  it.skipIf(process.platform !== "linux")("answers 1,000 pipelined requests in bounded memory", async () => {
    const before = residentMegabytes();
    const inputs = ["export function add(a: number, b: number) { return a + b; }\n".repeat(20)];
    const answers = await Promise.all(
      Array.from({ length: 1_000 }, () =>
        client.request<TokenizeResult>(methods.tokenize, { inputs, role: "document" }),
      ),
    );
    expect(new Set(answers.map(({ ids }) => ids[0]?.join())).size).toBe(1);
    expect(residentMegabytes() - before).toBeLessThan(150);
  });

  it("answers others while it tokenizes a text of megabytes, and refuses one that is longer still", async () => {
    const order: string[] = [];
    const tokenize = async (name: string, text: string): Promise<TokenizeResult> => {
      const answer = await client.request<TokenizeResult>(methods.tokenize, {
        inputs: [text],
        role: "document",
      });
      order.push(name);
      return answer;
    };
    const [long] = await Promise.all([
      tokenize("long", "to be or not to be, ".repeat(150_000)),
      tokenize("short", "to be"),
    ]);
    expect(order).toEqual(["short", "long"]);
    expect(long.ids[0]).toHaveLength(256);
    const inputs = ["short", "x".repeat(longestText + 1)];
    await expect(client.request(methods.embed, { inputs, role: "document" })).rejects.toMatchObject({
      code: errorCodes.InputTooLong,
      message: `Input 1 has ${longestText + 1} characters; at most ${longestText} are tokenized.`,
    });
  });

  it("refuses what is over the limit as Overloaded, retryable, heeds cancellations, and serves on", async () => {
    const cancelling = new CancellationTokenSource();
    const refused: unknown[] = [];
    let cancelled = 0;
    const embed = async () => {
      try {
        const params = { inputs: ["const value = 1;".repeat(30)], role: "document" };
        await client.connection.sendRequest(methods.embed, params, cancelling.token);
      } catch (error) {
        const { code } = error as { readonly code: number };
        if (code === cancelledCode) cancelled += 1;
        else refused.push(error);
        // The engine need not work through the others.
        cancelling.cancel();
      }
    };
    await Promise.all(Array.from({ length: underWay + 50 }, embed));
    expect(refused.length).toBeGreaterThan(0);
    expect(cancelled).toBeGreaterThan(0);
    for (const error of refused) {
      expect(error).toMatchObject({
        code: errorCodes.Overloaded,
        data: { name: "Overloaded", retryable: true, remedy: expect.stringContaining("send it again") },
      });
    }
    const { ids } = await client.request<TokenizeResult>(methods.tokenize, { inputs: ["on"], role: "query" });
    expect(ids[0]?.length).toBe(3);
  });
});
