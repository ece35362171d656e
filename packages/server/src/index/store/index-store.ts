import type { VectorSpace } from "@isovec/core";
import { ChunkRecords } from "./chunk-records.ts";
import { Claims } from "./claims.ts";
import type { Connection } from "./connection.ts";
import { bytesOf, folderOf } from "./database-file.ts";
import { FileRecords } from "./file-records.ts";
import { LexicalRecords } from "./lexical-records.ts";
import { openDatabase } from "./open-database.ts";
import { Settings } from "./settings.ts";
import { TextRecords } from "./text-records.ts";
import { VectorRecords, type VectorRecordsOptions } from "./vector-records.ts";

/** What a database has to know of a space. */
export type RecordedSpace = Pick<VectorSpace, "id" | "dimensions">;

/** The database of one workspace, seen through one vector space. */
export class IndexStore {
  readonly settings: Settings;
  readonly files: FileRecords;
  readonly chunks: ChunkRecords;
  readonly words: LexicalRecords;
  readonly vectors: VectorRecords;
  readonly claims: Claims;
  readonly texts: TextRecords;

  private constructor(
    readonly connection: Connection,
    space: RecordedSpace,
    options: VectorRecordsOptions = {},
  ) {
    this.settings = new Settings(connection);
    this.files = new FileRecords(connection);
    this.chunks = new ChunkRecords(connection);
    this.words = new LexicalRecords(connection);
    this.vectors = new VectorRecords(connection, space.id, space.dimensions, options);
    this.claims = new Claims(connection, this.vectors.spaceId);
    this.texts = new TextRecords(connection);
  }

  /** @throws IsovecError `IndexUnavailable`, `IndexBusy` */
  static async open(
    stateDirectory: string,
    space: VectorSpace,
    onNotice: (sentence: string) => void,
  ): Promise<IndexStore> {
    const connection = await openDatabase(stateDirectory, onNotice);
    try {
      return await connection.write(() => new IndexStore(connection, space));
    } catch (error) {
      connection.close();
      throw error;
    }
  }

  /** The same database, seen through another space. It closes with this one. */
  through(space: RecordedSpace, options: VectorRecordsOptions): Promise<IndexStore> {
    return this.connection.write(() => new IndexStore(this.connection, space, options));
  }

  /** Size on disk. */
  get bytes(): number {
    return bytesOf(this.connection.file);
  }

  /** Absolute path of the folder that the database is in, alone. */
  get directory(): string {
    return folderOf(this.connection.file);
  }

  close(): void {
    this.connection.close();
  }
}
