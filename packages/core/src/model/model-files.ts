/** The metadata files of one checkpoint, wherever they lie: a folder on disk, a web server. */
export interface ModelFiles {
  /** The folder or address, for people. */
  readonly location: string;
  /**
   * @param path relative to the folder, forward slashes
   * @returns undefined when there is no such file
   * @throws IsovecError `ModelCorrupt` when it is there and cannot be read
   */
  readText(path: string): Promise<string | undefined>;
}

/** Names a file of a model in an error. */
export function spelledPath(files: ModelFiles, path: string): string {
  return `${files.location}${files.location.endsWith("/") ? "" : "/"}${path}`;
}
