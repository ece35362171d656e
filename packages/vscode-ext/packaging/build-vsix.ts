import { mkdir, rename, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { extensionFiles } from "./extension-files.ts";
import { contentTypes, vsixManifest } from "./opc-documents.ts";
import { writtenFile } from "./packaged-file.ts";
import type { Target } from "./targets.ts";
import { writeZip } from "./write-zip.ts";

/** What a package may weigh, in bytes. */
export const maximumVsixBytes = 80_000_000;

const assets = {
  "Microsoft.VisualStudio.Code.Manifest": "extension/package.json",
  "Microsoft.VisualStudio.Services.Content.Details": "extension/README.md",
  "Microsoft.VisualStudio.Services.Content.Changelog": "extension/CHANGELOG.md",
  "Microsoft.VisualStudio.Services.Content.License": "extension/LICENSE.txt",
};

/**
 * Writes the package that `code --install-extension` takes: a zip file by the Open Packaging Conventions.
 *
 * @param path of the file; its folder is created
 * @returns its size in bytes
 * @throws Error when it is larger than 80 MB
 */
export async function buildVsix(target: Target, path: string): Promise<number> {
  const { client, files } = extensionFiles(target);
  const platform = target.name === "universal" ? undefined : target.name;
  const { manifest } = client;
  await mkdir(dirname(path), { recursive: true });
  // Whoever finds the file finds all of it.
  const partial = `${path}.${process.pid}.partial`;
  await writeZip(partial, [
    writtenFile("extension.vsixmanifest", vsixManifest(manifest, platform, assets)),
    writtenFile("[Content_Types].xml", contentTypes(files.map((file) => file.path))),
    ...files.map((file) => ({ ...file, path: `extension/${file.path}` })),
  ]);
  await rename(partial, path);
  const { size } = await stat(path);
  if (size <= maximumVsixBytes) return size;
  throw new Error(`${path} has ${size} bytes; ${maximumVsixBytes} are allowed.`);
}
