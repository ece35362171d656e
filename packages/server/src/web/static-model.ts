import { readTokenTable, StaticBackend } from "@isovec/backends/static";
import {
  assertProbesPassed,
  createEmbedder,
  createTokenizer,
  IsovecError,
  type ModelCard,
  type ModelFiles,
  type ModelManifest,
  parseManifest,
  probesIn,
  readMetadata,
  runProbes,
  sha256OfBytes,
  type TextEmbedder,
  type VectorSpace,
  vectorSpaceOf,
} from "@isovec/core/browser";
import type { PartReader } from "./package-parts.ts";

const folder = "model";
const weightsPath = "model.safetensors";
const again = "Install the extension again.";

/** The static model that comes with the package: every file held against its manifest, its vectors against its probes. */
export class StaticModel {
  #embedder: Promise<TextEmbedder> | undefined;

  private constructor(
    private readonly read: PartReader,
    private readonly manifest: ModelManifest,
    private readonly files: ModelFiles,
    readonly card: ModelCard,
  ) {}

  /** Reads what says what its vectors mean. @throws IsovecError `ModelNotFound`, `ModelCorrupt` */
  static async open(read: PartReader): Promise<StaticModel> {
    const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
    const manifest = await parseManifest({
      location: folder,
      readText: async (path) => text(await read(`${folder}/${path}`)),
    });
    const weights = manifest?.files.find(({ path }) => path === weightsPath);
    if (manifest?.weightsFingerprint === undefined || weights === undefined) {
      throw new IsovecError("ModelNotFound", "The extension's model has no manifest of its weights.", {
        remedy: again,
      });
    }
    const files: ModelFiles = {
      location: folder,
      // What the manifest does not list is not there.
      readText: async (path) =>
        manifest.files.some((file) => file.path === path)
          ? text(await verified(read, manifest, path))
          : undefined,
    };
    const metadata = await readMetadata(files, (path) => {
      throw new IsovecError("BackendUnavailable", `A static model has no Dense module ${path}.`, {
        remedy: again,
      });
    });
    const card: ModelCard = {
      ...metadata,
      name: manifest.name,
      directory: folder,
      weightsFile: `${folder}/${weightsPath}`,
      weightsSha256: weights.sha256,
      weightsFingerprint: manifest.weightsFingerprint,
    };
    return new StaticModel(read, manifest, files, card);
  }

  get name(): string {
    return this.card.name;
  }

  get vectorSpace(): VectorSpace {
    return vectorSpaceOf(this.card);
  }

  /** Loaded when it is first asked for; a load that failed is tried again. @throws IsovecError `ModelCorrupt`, `ProbeFailed` */
  embedder(): Promise<TextEmbedder> {
    this.#embedder ??= this.#load().catch((error) => {
      this.#embedder = undefined;
      throw error;
    });
    return this.#embedder;
  }

  async #load(): Promise<TextEmbedder> {
    const { card, files } = this;
    const weights = await verified(this.read, this.manifest, weightsPath);
    const backend = new StaticBackend(readTokenTable(weights, card));
    const embedder = createEmbedder({ card, tokenizer: createTokenizer(card), backend });
    const probes = await probesIn(card, files);
    if (probes !== undefined) assertProbesPassed(embedder, await runProbes(embedder, probes));
    return embedder;
  }
}

async function verified(
  read: PartReader,
  { files }: ModelManifest,
  path: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = await read(`${folder}/${path}`);
  const expected = files.find((file) => file.path === path);
  if (expected?.sha256 === (await sha256OfBytes(bytes))) return bytes;
  throw new IsovecError("ModelCorrupt", `${path} of the extension's model is not what its manifest says.`, {
    remedy: again,
  });
}
