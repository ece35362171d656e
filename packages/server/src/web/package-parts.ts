/** Bytes of a file that comes with this program. @param path relative to the folder of the parts, forward slashes */
export type PartReader = (path: string) => Promise<Uint8Array<ArrayBuffer>>;

let reader: PartReader | undefined;

/** Says where the parts are: a worker cannot tell by itself, since it may have been made of a text. */
export function readPartsBy(read: PartReader): void {
  reader = read;
}

/** @throws what the reader throws */
export async function readPart(path: string): Promise<Uint8Array<ArrayBuffer>> {
  if (reader === undefined)
    throw new Error(`${path} was asked for before anybody has said where the parts are.`);
  return reader(path);
}
