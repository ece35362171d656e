/** In a browser a file is where its URI says, and a root is the URI of a folder. */

/** The URI itself, in the letters that it stands for: clients differ in what they escape. */
export async function placeOf(uri: string): Promise<string | undefined> {
  return inLetters(uri);
}

/** A place relative to a root, with forward slashes; undefined where it lies elsewhere. */
export function pathInside(root: string, place: string): string | undefined {
  const folder = `${inLetters(root)}/`;
  return place.length > folder.length && place.startsWith(folder) ? place.slice(folder.length) : undefined;
}

/** @param path relative to the root */
export function uriOf(root: string, path: string): string {
  return `${root}/${path.split("/").map(encodeURIComponent).join("/")}`;
}

export const nameOf: (uri: string) => string = inLetters;

export function namesPlace(_uri: string): boolean {
  return true;
}

function inLetters(uri: string): string {
  try {
    return decodeURIComponent(uri);
  } catch {
    return uri;
  }
}
