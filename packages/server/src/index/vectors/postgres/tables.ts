import { IsovecError, type VectorSpace } from "@isovec/core";
import type { Sql } from "postgres";
import { type Database, patience } from "./database.ts";

/** Kept in the table `isovec.store`. A change of the tables below is a new number and a step that leads to it. */
export const storeFormat = 1;

/** What the queries need: `halfvec` came with 0.7, a scan that goes on past what a filter drops with 0.8. */
const leastVersion = [0, 8] as const;

/**
 * store       one row: the format, and an id of its own that a restored or emptied database does not share
 * spaces      vector spaces, each with a table `vectors_SPACE`
 * workspaces  what is searched together: a repository, whoever has a clone of it; each has a partition
 *             `vectors_SPACE_WORKSPACE` of each space's table
 */
const schema = `
  CREATE SCHEMA IF NOT EXISTS isovec;
  CREATE TABLE isovec.store (format integer NOT NULL, instance uuid NOT NULL DEFAULT gen_random_uuid());
  INSERT INTO isovec.store (format) VALUES (${storeFormat});
  CREATE TABLE isovec.spaces (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    key text NOT NULL UNIQUE,
    model text NOT NULL,
    dimensions integer NOT NULL
  );
  CREATE TABLE isovec.workspaces (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL UNIQUE
  );`;

/** One row a text's content. Half precision keeps a cosine to 1e-6, and half of the bytes. */
const vectorsOf = (space: number, dimensions: number): string => `
  CREATE TABLE IF NOT EXISTS isovec.vectors_${space} (
    workspace integer NOT NULL,
    sha256 bytea NOT NULL,
    used_on date NOT NULL DEFAULT current_date,
    vector halfvec(${dimensions}) NOT NULL,
    PRIMARY KEY (workspace, sha256)
  ) PARTITION BY LIST (workspace);`;

const partitionOf = (space: number, workspace: number): string => `
  CREATE TABLE IF NOT EXISTS isovec.vectors_${space}_${workspace}
  PARTITION OF isovec.vectors_${space} FOR VALUES IN (${workspace});`;

/** The place of one workspace's vectors of one space. */
export interface StoreTables {
  /** Tells this table from one that was made anew under the same name. */
  readonly instance: string;
  readonly workspace: number;
  /** The partition. */
  readonly table: string;
}

export interface StoreSubject {
  readonly space: Pick<VectorSpace, "id" | "model" | "dimensions">;
  readonly workspace: string;
}

async function assertExtension(sql: Sql, { place }: Database): Promise<void> {
  const rows = await sql<{ version: string }[]>`
    SELECT extversion AS version FROM pg_extension WHERE extname = 'vector'`;
  const version = rows[0]?.version;
  if (version === undefined) {
    throw new IsovecError("IndexUnavailable", `The vector store ${place} has no pgvector in its database.`, {
      remedy:
        "Install pgvector 0.8 or later on the server and let an administrator run CREATE EXTENSION vector.",
    });
  }
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > leastVersion[0] || (major === leastVersion[0] && minor >= leastVersion[1])) return;
  throw new IsovecError(
    "IndexUnavailable",
    `The vector store ${place} has pgvector ${version}; ${leastVersion.join(".")} or later is needed.`,
    { remedy: "Install it on the server and let an administrator run ALTER EXTENSION vector UPDATE." },
  );
}

/** @returns false when the tables are not there */
async function assertFormat(sql: Sql, { place }: Database): Promise<boolean> {
  const found = await sql<{ store: string | null }[]>`SELECT to_regclass('isovec.store') AS store`;
  if (!found[0]?.store) return false;
  const [row] = await sql<{ format: number }[]>`SELECT format FROM isovec.store`;
  if (row?.format === storeFormat) return true;
  throw new IsovecError(
    "IndexUnavailable",
    `The vector store ${place} has the format ${row?.format}; this Isovec knows ${storeFormat}.`,
    { remedy: "Update Isovec on this machine, or name another database." },
  );
}

/** @returns undefined where the space or the workspace has no table yet */
async function find(
  sql: Sql,
  { place }: Database,
  { space, workspace }: StoreSubject,
): Promise<StoreTables | undefined> {
  const [row] = await sql<
    { space: number; dimensions: number; workspace: number | null; instance: string }[]
  >`
    SELECT s.id AS space, s.dimensions, w.id AS workspace, (SELECT instance FROM isovec.store)::text AS instance
    FROM isovec.spaces s LEFT JOIN isovec.workspaces w ON w.name = ${workspace} WHERE s.key = ${space.id}`;
  if (row === undefined) return undefined;
  if (row.dimensions !== space.dimensions) {
    throw new IsovecError(
      "VectorSpaceMismatch",
      `The vector store ${place} has vectors of ${row.dimensions} dimensions in the space ${space.id} of ${space.model}, which has ${space.dimensions}.`,
      { remedy: "Another program has written there: name another database." },
    );
  }
  if (row.workspace === null) return undefined;
  const table = `isovec.vectors_${row.space}_${row.workspace}`;
  const [there] = await sql<{ oid: string | null }[]>`SELECT to_regclass(${table})::oid::text AS oid`;
  if (!there?.oid) return undefined;
  return { instance: `${row.instance} ${there.oid}`, workspace: row.workspace, table };
}

/** Whether the user may add vectors, and note that they are used. */
export async function mayWrite(database: Database, { table }: StoreTables): Promise<boolean> {
  const [rights] = await database.run(
    (sql) => sql<{ writes: boolean }[]>`
      SELECT has_table_privilege(${table}, 'INSERT') AND has_table_privilege(${table}, 'UPDATE')
        AND NOT pg_is_in_recovery() AS writes`,
    { within: patience.searching },
  );
  return rights?.writes === true;
}

async function make(database: Database, { space, workspace }: StoreSubject): Promise<void> {
  const asked = { within: patience.carrying };
  await database.transact(async (sql) => {
    // Two clients that come first: one makes the tables, the other finds them.
    await sql`SELECT pg_advisory_xact_lock(hashtext('isovec'))`;
    const [extension] = await sql`SELECT 1 FROM pg_available_extensions WHERE name = 'vector'`;
    if (extension !== undefined) await sql`CREATE EXTENSION IF NOT EXISTS vector`;
    const [store] = await sql`SELECT 1 WHERE to_regclass('isovec.store') IS NOT NULL`;
    if (store === undefined) {
      // Without the extension the tables would be there and of no use.
      if (extension === undefined) return;
      await sql.unsafe(schema);
    }
    const { id, model, dimensions } = space;
    await sql`INSERT INTO isovec.spaces (key, model, dimensions) VALUES (${id}, ${model}, ${dimensions})
      ON CONFLICT DO NOTHING`;
    await sql`INSERT INTO isovec.workspaces (name) VALUES (${workspace}) ON CONFLICT DO NOTHING`;
    const [ids] = await sql<{ space: number; workspace: number }[]>`
      SELECT s.id AS space, w.id AS workspace FROM isovec.spaces s, isovec.workspaces w
      WHERE s.key = ${id} AND w.name = ${workspace}`;
    if (ids === undefined) return;
    await sql.unsafe(vectorsOf(ids.space, dimensions));
    await sql.unsafe(partitionOf(ids.space, ids.workspace));
  }, asked);
}

async function look(database: Database, subject: StoreSubject): Promise<StoreTables | undefined> {
  return database.run(
    async (sql) => {
      const isThere = await assertFormat(sql, database);
      if (!isThere) return undefined;
      await assertExtension(sql, database);
      return find(sql, database, subject);
    },
    { within: patience.searching },
  );
}

/**
 * Finds a workspace's vectors of a space; makes the tables where they are not there.
 * @param reader where questions go: the server itself, or a replica of it
 * @throws IsovecError `IndexUnavailable` without pgvector, for another format, or where the tables are missing and the
 *   user may not make them; `VectorSpaceMismatch`
 */
export async function openTables(
  { reader, writer }: { readonly reader: Database; readonly writer: Database },
  subject: StoreSubject,
): Promise<StoreTables> {
  const found = await look(reader, subject);
  if (found !== undefined) return found;
  await make(writer, subject);
  const made = await look(writer, subject);
  if (made !== undefined) return made;
  await writer.run((sql) => assertExtension(sql, writer), { within: patience.searching });
  throw new IsovecError("IndexUnavailable", `The vector store ${writer.place} has no tables of Isovec.`, {
    remedy: "Let its administrator make them: docs/scale.md.",
  });
}
