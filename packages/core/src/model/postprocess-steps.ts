import { z } from "zod";
import { IsovecError } from "../errors/isovec-error.ts";
import type { DenseStep, PostprocessStep } from "./model-card.ts";
import { type ModelFiles, spelledPath } from "./model-files.ts";
import { readPooling } from "./pooling-config.ts";
import { readObject, readOptionalJson } from "./read-json.ts";

const modulesSchema: z.ZodType<readonly { readonly path: string; readonly type: string }[]> = z
  .array(z.object({ path: z.string(), type: z.string() }))
  .min(1);

/** Modules that are named but change nothing at inference. */
const withoutEffect: ReadonlySet<string> = new Set(["Dropout"]);

/** Components after a step, given those before it. */
function widthAfter(step: PostprocessStep, width: number): number {
  if (step.kind === "pooling") return width * step.modes.length;
  return step.kind === "dense" ? step.outputs : width;
}

/** Reads a Dense module of the given folder, into which `width` components come. */
export type DenseReader = (path: string, width: number) => Promise<DenseStep>;

async function readStep(
  files: ModelFiles,
  readDense: DenseReader,
  path: string,
  kind: string,
  width: number,
): Promise<PostprocessStep> {
  if (kind === "Pooling") {
    return readPooling(
      await readObject(files, `${path}/config.json`),
      width,
      spelledPath(files, `${path}/config.json`),
    );
  }
  if (kind === "Dense") return readDense(path, width);
  if (kind === "Normalize") return { kind: "normalize" };
  throw new IsovecError(
    "ModelCorrupt",
    `${spelledPath(files, "modules.json")} asks for the module ${kind}, which Isovec does not know.`,
    {
      remedy: "Known modules: Transformer, Pooling, Dense, Normalize, Dropout.",
    },
  );
}

/**
 * Reads modules.json and the modules it names. A folder without modules.json is a plain transformer, which
 * sentence-transformers pools by the mean and does not normalise.
 * @throws IsovecError `ModelCorrupt` for an unknown module, two poolings, or widths that do not fit.
 */
export async function readSteps(
  files: ModelFiles,
  hiddenSize: number,
  readDense: DenseReader,
): Promise<PostprocessStep[]> {
  const value = await readOptionalJson(files, "modules.json");
  if (value === undefined) return [{ kind: "pooling", modes: ["mean"], includePrompt: true }];
  const parsed = modulesSchema.safeParse(value);
  const remedy = "Fetch the model again.";
  if (!parsed.success) {
    throw new IsovecError("ModelCorrupt", `${spelledPath(files, "modules.json")} is not a list of modules.`, {
      remedy,
    });
  }
  const steps: PostprocessStep[] = [];
  let width = hiddenSize;
  for (const { path, type } of parsed.data) {
    // The class path has moved between versions; its last part has not.
    const kind = type.split(".").at(-1) ?? type;
    if (kind === "Transformer" || withoutEffect.has(kind)) continue;
    const step = await readStep(files, readDense, path, kind, width);
    steps.push(step);
    width = widthAfter(step, width);
  }
  const poolings = steps.filter((step) => step.kind === "pooling").length;
  if (steps[0]?.kind !== "pooling" || poolings !== 1) {
    throw new IsovecError(
      "ModelCorrupt",
      `${spelledPath(files, "modules.json")} must name one Pooling, right after the Transformer.`,
      { remedy },
    );
  }
  return steps;
}

/** Components of the vector after all steps. */
export function widthOf(steps: readonly PostprocessStep[], hiddenSize: number): number {
  return steps.reduce((width, step) => widthAfter(step, width), hiddenSize);
}
