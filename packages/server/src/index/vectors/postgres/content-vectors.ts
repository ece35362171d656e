import { IsovecError } from "@isovec/core";
import type { Asked, Database } from "./database.ts";
import { patience } from "./database.ts";
import { mayWrite, openTables, type StoreSubject, type StoreTables } from "./tables.ts";

/** A text's content, as the 64 hex digits of its sha256. */
export type ContentHash = string;

export interface NearContent {
  readonly hash: ContentHash;
  readonly cosine: number;
}

/** pgvector's bound of `hnsw.ef_search`. */
export const mostNearest = 1_000;
/** Below it every vector is compared, which is exact and as fast. */
const indexedFrom = 10_000;
/** pgvector indexes no longer `halfvec`. */
const mostIndexedDimensions = 4_000;

/** Code 42P01 of PostgreSQL. */
function isMissingTable(error: unknown): boolean {
  return IsovecError.is(error) && (error.cause as { readonly code?: string } | undefined)?.code === "42P01";
}

function spell(vector: Float32Array): string {
  if (!vector.every(Number.isFinite)) {
    throw new IsovecError("NonFinite", "A vector that was to be shared has a component that is no number.");
  }
  // More digits than half precision has, fewer than a double's.
  return `[${Array.from(vector, (value) => value.toPrecision(7)).join(",")}]`;
}

function list(hashes: readonly ContentHash[]): string {
  if (!hashes.every((hash) => /^[0-9a-f]{64}$/.test(hash))) throw new TypeError("not a sha256");
  return hashes.map((hash) => `'\\x${hash}'::bytea`).join(",");
}

/**
 * The vectors of one workspace and one space on a PostgreSQL server, by the hash of the text's content. Each request is
 * one way there and back: hashes and numbers are all that is written into a statement.
 * All methods throw IsovecErrors that name the place.
 */
export class ContentVectors {
  readonly #reader: Database;
  readonly #writer: Database;
  #tables: Promise<StoreTables> | undefined;
  #mayWrite: boolean | undefined;

  constructor(
    databases: { readonly reader: Database; readonly writer: Database },
    readonly subject: StoreSubject,
  ) {
    this.#reader = databases.reader;
    this.#writer = databases.writer;
  }

  get place(): string {
    return this.#writer.place;
  }

  /** Whether questions go to another server than what is written. */
  get hasReplica(): boolean {
    return this.#reader !== this.#writer;
  }

  /** Where the vectors lie; asked for once. */
  tables(): Promise<StoreTables> {
    this.#tables ??= openTables({ reader: this.#reader, writer: this.#writer }, this.subject).catch(
      (error: unknown) => {
        this.#tables = undefined;
        throw error;
      },
    );
    return this.#tables;
  }

  /** Whether vectors can be added. */
  async mayWrite(): Promise<boolean> {
    this.#mayWrite ??= await mayWrite(this.#writer, await this.tables());
    return this.#mayWrite;
  }

  /** Those that are there. */
  async which(hashes: readonly ContentHash[], signal?: AbortSignal): Promise<Set<ContentHash>> {
    const rows = await this.#read<{ hash: string }>(
      ({ table, workspace }) =>
        `SELECT encode(sha256, 'hex') AS hash FROM ${table} WHERE workspace = ${workspace} AND sha256 IN (${list(hashes)})`,
      hashes,
      { within: patience.carrying, signal },
    );
    return new Set(rows.map(({ hash }) => hash));
  }

  /** `[dimensions]` each, those that are there. */
  async vectorsOf(
    hashes: readonly ContentHash[],
    signal?: AbortSignal,
  ): Promise<Map<ContentHash, Float32Array>> {
    const rows = await this.#read<{ hash: string; vector: string }>(
      ({ table, workspace }) =>
        `SELECT encode(sha256, 'hex') AS hash, vector::text AS vector FROM ${table}
         WHERE workspace = ${workspace} AND sha256 IN (${list(hashes)})`,
      hashes,
      { within: patience.carrying, signal },
    );
    return new Map(rows.map(({ hash, vector }) => [hash, Float32Array.from(JSON.parse(vector) as number[])]));
  }

  /** Keeps vectors of content that has none. */
  async keep(vectors: ReadonlyMap<ContentHash, Float32Array>, signal?: AbortSignal): Promise<void> {
    if (vectors.size === 0) return;
    const { table, workspace } = await this.tables();
    // In one order, so that two clients that write the same never wait for each other in a circle.
    const rows = [...vectors].sort(([a], [b]) => (a < b ? -1 : 1));
    const values = rows.map(([hash, vector]) => `(${workspace}, ${list([hash])}, '${spell(vector)}')`);
    const statement = `INSERT INTO ${table} (workspace, sha256, vector) VALUES ${values.join(",")} ON CONFLICT DO NOTHING`;
    await this.#send(this.#writer, statement, { within: patience.carrying, signal });
  }

  /**
   * The content nearest to a query by cosine, best first. Approximate where the workspace is large enough for an index,
   * exact where it is not or where `among` is given.
   * @param count at most 1,000
   */
  async nearest(
    query: Float32Array,
    count: number,
    {
      among,
      signal,
    }: {
      readonly among?: readonly ContentHash[] | undefined;
      readonly signal?: AbortSignal | undefined;
    } = {},
  ): Promise<NearContent[]> {
    if (among?.length === 0) return [];
    const { table, workspace } = await this.tables();
    const breadth = Math.min(mostNearest, Math.max(100, count));
    const distance = `vector <=> '${spell(query)}'::halfvec`;
    const settings = {
      "hnsw.ef_search": breadth,
      "hnsw.iterative_scan": "strict_order",
      statement_timeout: patience.searching,
      // Without fresh statistics the planner takes a workspace for small, and sorts all of it in place of using the index.
      enable_sort: among === undefined ? "off" : "on",
      // What is forbidden counts as dear, and what is dear would be compiled first.
      jit: "off",
    };
    const statements = `
      SELECT ${Object.entries(settings).map(([name, value]) => `set_config('${name}', '${value}', true)`)};
      SELECT encode(sha256, 'hex') AS hash, 1 - (${distance}) AS cosine FROM ${table}
      WHERE workspace = ${workspace} ${among === undefined ? "" : `AND sha256 IN (${list(among)})`}
      ORDER BY ${distance} LIMIT ${Math.min(count, mostNearest)}`;
    const results = await this.#send(this.#reader, statements, { within: patience.searching, signal });
    const rows = (results as unknown as readonly (readonly NearContent[])[])[1] ?? [];
    // A vector of nothing but zeros has no direction.
    return rows.filter(({ cosine }) => Number.isFinite(cosine)).map(({ hash, cosine }) => ({ hash, cosine }));
  }

  /** Notes that content is still used, where that was last noted more than `days` ago. */
  async touch(hashes: readonly ContentHash[], days: number, signal?: AbortSignal): Promise<void> {
    if (hashes.length === 0) return;
    const { table, workspace } = await this.tables();
    const statement = `UPDATE ${table} SET used_on = current_date WHERE workspace = ${workspace}
      AND sha256 IN (${list(hashes)}) AND used_on < current_date - ${days}`;
    await this.#send(this.#writer, statement, { within: patience.carrying, signal });
  }

  /**
   * Builds the HNSW index of the workspace where it has become large and there is none, beside whoever reads and writes.
   * @returns whether there is one now
   */
  async buildIndex(): Promise<boolean> {
    const { table } = await this.tables();
    if (this.subject.space.dimensions > mostIndexedDimensions) return false;
    const name = `${table.split(".")[1]}_hnsw`;
    const asked = { within: patience.building };
    const [state] = (await this.#writer.run(
      (sql) =>
        sql.unsafe(`SELECT
          (SELECT count(*) FROM (SELECT 1 FROM ${table} LIMIT ${indexedFrom}) AS rows)::int AS rows,
          (SELECT i.indisvalid FROM pg_index i WHERE i.indexrelid = to_regclass('isovec.${name}')) AS valid,
          EXISTS (SELECT 1 FROM pg_stat_progress_create_index WHERE relid = '${table}'::regclass) AS under_way`),
      asked,
    )) as unknown as { rows: number; valid: boolean | null; under_way: boolean }[];
    if (state === undefined || state.rows < indexedFrom || state.under_way) return false;
    if (state.valid === true) return true;
    await this.#writer.run(async (sql) => {
      // One that was left half built is of no use to anybody.
      if (state.valid === false) await sql.unsafe(`DROP INDEX IF EXISTS isovec.${name}`);
      await sql.unsafe(
        `CREATE INDEX CONCURRENTLY IF NOT EXISTS ${name} ON ${table} USING hnsw (vector halfvec_cosine_ops)`,
      );
    }, asked);
    return true;
  }

  async close(): Promise<void> {
    await this.#writer.close();
    if (this.#reader !== this.#writer) await this.#reader.close();
  }

  async #read<Row>(
    statement: (tables: StoreTables) => string,
    hashes: readonly ContentHash[],
    asked: Asked,
  ): Promise<readonly Row[]> {
    if (hashes.length === 0) return [];
    const text = statement(await this.tables());
    return this.#send(this.#reader, text, asked) as Promise<readonly Row[]>;
  }

  async #send(database: Database, statements: string, asked: Asked): Promise<unknown> {
    try {
      return await database.run((sql) => sql.unsafe(statements), asked);
    } catch (error) {
      // Somebody has dropped the table; the next request finds out what is there.
      if (isMissingTable(error)) this.#tables = undefined;
      throw error;
    }
  }
}
