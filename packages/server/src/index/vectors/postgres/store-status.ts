import { IsovecError } from "@isovec/core";
import type { SharedStore } from "../shared-store.ts";
import { Database, patience } from "./database.ts";
import { storeFormat } from "./tables.ts";

export interface StoreSpace {
  readonly id: string;
  readonly model: string;
  /** Rows, each the vector of a text in a workspace; estimated by the server where they are many. */
  readonly vectors: number;
}

/** A shared store as it is found at the moment. */
export interface StoreStatus {
  /** Host, port and database. */
  readonly place: string;
  readonly vectors: SharedStore["vectors"];
  readonly postgres?: string;
  readonly pgvector?: string;
  readonly workspaces?: number;
  readonly spaces?: readonly StoreSpace[];
  /** Why it cannot be used. */
  readonly problem?: string;
}

/** Up to so many are counted one by one. */
const countedOneByOne = 100_000;

async function look(database: Database): Promise<Omit<StoreStatus, "place" | "vectors">> {
  return database.run(
    async (sql) => {
      const [server] = await sql<{ postgres: string; pgvector: string | null; store: string | null }[]>`
        SELECT current_setting('server_version') AS postgres, to_regclass('isovec.store')::text AS store,
          (SELECT extversion FROM pg_extension WHERE extname = 'vector') AS pgvector`;
      const { postgres = "", pgvector, store } = server ?? {};
      const versions = { postgres, ...(pgvector && { pgvector }) };
      if (!store) return { ...versions, workspaces: 0, spaces: [] };
      const [format] = await sql<{ format: number; workspaces: number }[]>`
        SELECT format, (SELECT count(*)::int FROM isovec.workspaces) AS workspaces FROM isovec.store`;
      if (format?.format !== storeFormat) return { ...versions, problem: `Its format is ${format?.format}.` };
      const known = await sql<{ id: number; key: string; model: string; table: string | null }[]>`
        SELECT id, key, model, to_regclass('isovec.vectors_' || id)::text AS table FROM isovec.spaces ORDER BY id`;
      const spaces: StoreSpace[] = [];
      for (const { id, key, model, table } of known) {
        if (table === null) continue;
        const [counted] = (await sql.unsafe(`
          SELECT count(*)::float8 AS some, (SELECT sum(greatest(reltuples, 0))::float8 FROM pg_class
            WHERE relkind = 'r' AND oid IN (SELECT inhrelid FROM pg_inherits WHERE inhparent = 'isovec.vectors_${id}'::regclass)
          ) AS estimated
          FROM (SELECT 1 FROM isovec.vectors_${id} LIMIT ${countedOneByOne}) AS rows`)) as unknown as {
          some: number;
          estimated: number | null;
        }[];
        const some = counted?.some ?? 0;
        const vectors = some < countedOneByOne ? some : Math.max(some, counted?.estimated ?? 0);
        spaces.push({ id: key, model, vectors });
      }
      return { ...versions, workspaces: format.workspaces, spaces };
    },
    { within: patience.searching },
  );
}

/** Asks a store what it is and holds. What goes wrong is part of the answer. */
export async function storeStatus({ address, vectors }: SharedStore): Promise<StoreStatus> {
  const database = new Database(address);
  const place = { place: address.place, vectors };
  try {
    return { ...place, ...(await look(database)) };
  } catch (error) {
    if (!IsovecError.is(error)) throw error;
    return { ...place, problem: [error.message, error.remedy].filter(Boolean).join(" ") };
  } finally {
    await database.close();
  }
}
