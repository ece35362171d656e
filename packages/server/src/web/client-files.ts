import type { FileReadParams, FolderEntry, FolderListParams } from "@isovec/core/protocol";

/** The files of the client's workspace, which only the client can reach. URIs as the client spells them. */
export interface ClientFiles {
  /** @throws where the folder is gone or cannot be read */
  list(params: FolderListParams): Promise<readonly FolderEntry[]>;
  /** At least the first `limit` bytes; null where the file is gone. @throws where it cannot be read */
  read(params: FileReadParams): Promise<Uint8Array<ArrayBuffer> | null>;
}
