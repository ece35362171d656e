import {
  IsovecError,
  type ModelCard,
  type ModelFiles,
  parseManifest,
  readMetadata,
} from "@isovec/core/browser";
import { type ExpectedFile, fetchVerified } from "./fetch-verified.ts";
import { fetchedFiles } from "./fetched-files.ts";

const weightsPath = "model.safetensors";

/** A packed model below an address: everything but its weights, held against its manifest. */
export interface FetchedModel {
  readonly folder: URL;
  readonly card: ModelCard;
  /** The metadata files that the manifest lists. */
  readonly files: ModelFiles;
  /** What the manifest says of the weights. They are named by the card and not fetched. */
  readonly weights: ExpectedFile;
}

/**
 * @param folder with a slash at the end
 * @throws IsovecError `ModelNotFound`, `ModelCorrupt`
 */
export async function fetchModel(folder: URL): Promise<FetchedModel> {
  const manifest = await parseManifest(fetchedFiles(folder));
  const weights = manifest?.files.find(({ path }) => path === weightsPath);
  const weightsFingerprint = manifest?.weightsFingerprint;
  if (manifest === undefined || weights === undefined || weightsFingerprint === undefined) {
    throw new IsovecError(
      "ModelNotFound",
      `${folder.href} has no manifest.json that describes ${weightsPath}.`,
      {
        remedy: "Build the page again with `npm run playground`.",
      },
    );
  }
  const texts = new Map<string, string>();
  for (const file of manifest.files) {
    if (file === weights) continue;
    texts.set(file.path, new TextDecoder().decode(await fetchVerified(new URL(file.path, folder), file)));
  }
  const files: ModelFiles = { location: folder.href, readText: async (path) => texts.get(path) };
  const metadata = await readMetadata(files, (path) => {
    throw new IsovecError("BackendUnavailable", `The page cannot read the Dense module ${path}.`, {
      remedy: "Choose a model without one.",
    });
  });
  const card: ModelCard = {
    ...metadata,
    name: manifest.name,
    directory: folder.href,
    weightsFile: new URL(weightsPath, folder).href,
    weightsSha256: weights.sha256,
    weightsFingerprint,
  };
  return { folder, card, files, weights };
}
