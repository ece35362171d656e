/**
 * What a server without a disk, which runs in a browser, asks of its client. Both come in one package, so this is no part
 * of the protocol's version.
 */
export const folderRequests = {
  /** What lies in one folder: FolderListParams, FolderEntry[]. */
  list: "isovec/folder/list",
  /**
   * The bytes of one file, as a Uint8Array, for the messages are cloned and not written as JSON; null where it is gone.
   * FileReadParams.
   */
  read: "isovec/file/read",
  /** The bytes of a file of the package itself: PartReadParams. */
  part: "isovec/part/read",
} as const;

export interface FolderListParams {
  readonly uri: string;
}

export interface FolderEntry {
  readonly name: string;
  readonly kind: "file" | "folder" | "link" | "other";
  /** Bytes; 0 for what is no file. */
  readonly size: number;
  /** Since 1970; 0 where the file system does not tell. */
  readonly modifiedMs: number;
}

export interface FileReadParams {
  readonly uri: string;
  /** Bytes beyond these are not needed. */
  readonly limit: number;
}

export interface PartReadParams {
  /** Relative to the folder of the parts, forward slashes. */
  readonly path: string;
}
