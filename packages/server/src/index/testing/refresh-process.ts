import { setTimeout } from "node:timers/promises";
import { openCodeIndex } from "../open-code-index.ts";
import { sharedStoreOf } from "../vectors/shared-store.ts";
import { TestingEmbedder, testingSpace } from "./testing-embedder.ts";

/**
 * A process of its own that refreshes an index, for tests that kill it or run two. Arguments: root, state folder,
 * milliseconds an engine's call takes, and the address of a shared store where there is one. It prints a line of JSON for every progress, and at the end one with all
 * texts it has embedded.
 */
const [root = "", stateDirectory = "", callMs = "0", url] = process.argv.slice(2);

function print(line: unknown): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

const embedder: TestingEmbedder = new TestingEmbedder(testingSpace(), () => setTimeout(Number(callMs)));
const shared = url === undefined ? undefined : sharedStoreOf({ url, vectors: "remote", workspace: "team" });
const index = await openCodeIndex({ root, stateDirectory, vectorSpace: testingSpace(), embedder, shared });
const report = await index.refresh({ onProgress: print });
await index.close();
print({ report, documents: embedder.documents });
