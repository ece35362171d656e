import { afterAll, beforeAll } from "vitest";
import { VectorMatrix } from "../search/vector-matrix.ts";
import type { IndexStore } from "../store/index-store.ts";
import { PostgresServer } from "../testing/postgres-server.ts";
import { contractSpace, describeVectorStore } from "../testing/vector-store-contract.ts";
import { LocalVectors } from "./local-vectors.ts";
import { ContentVectors } from "./postgres/content-vectors.ts";
import { Database } from "./postgres/database.ts";
import { parseStoreAddress } from "./postgres/store-address.ts";
import { SharedMarks } from "./shared-marks.ts";
import { SharedVectors } from "./shared-vectors.ts";

describeVectorStore({
  name: "SQLite",
  open: async (store) => ({
    vectors: new LocalVectors(store, new VectorMatrix(store, contractSpace.dimensions, false)),
    close: async () => undefined,
  }),
});

/** A server of the machine, for a run against PostgreSQL as it is installed: `postgres://user:password@host/database`. */
const installed = process.env["ISOVEC_TEST_POSTGRES"];
let server: PostgresServer | undefined;
let runs = 0;

beforeAll(async () => {
  if (installed === undefined) server = await PostgresServer.start();
}, 60_000);
afterAll(() => server?.[Symbol.asyncDispose]());

async function openOnServer(store: IndexStore) {
  const database = new Database(parseStoreAddress(installed ?? server?.url ?? "", "the test"));
  const subject = { space: contractSpace, workspace: `contract ${process.pid} ${runs}` };
  const content = new ContentVectors({ reader: database, writer: database }, subject);
  const vectors = new SharedVectors(store, content, await SharedMarks.open(store, database.place));
  return { vectors, close: () => content.close() };
}

describeVectorStore({
  name: installed === undefined ? "PostgreSQL with pgvector" : "an installed PostgreSQL with pgvector",
  reset: async () => {
    runs += 1;
  },
  open: openOnServer,
});
