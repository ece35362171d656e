import { IsovecError, type ModelFiles } from "@isovec/core/browser";

/**
 * A model's metadata files below an address.
 * @param folder with a slash at the end
 */
export function fetchedFiles(folder: URL): ModelFiles {
  return {
    location: folder.href,
    readText: async (path) => {
      const response = await fetch(new URL(path, folder));
      if (response.status === 404) return undefined;
      if (response.ok) return response.text();
      throw new IsovecError("ModelCorrupt", `${response.url} answers with status ${response.status}.`, {
        remedy: "Load the page again.",
      });
    },
  };
}
