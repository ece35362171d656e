import { join } from "node:path";
import { z } from "zod";
import { IsovecError } from "../errors/isovec-error.ts";
import { readDense } from "./dense-module.ts";
import type { PostprocessStep } from "./model-card.ts";
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

async function readStep(
  directory: string,
  path: string,
  kind: string,
  width: number,
): Promise<PostprocessStep> {
  if (kind === "Pooling") {
    return readPooling(
      await readObject(directory, join(path, "config.json")),
      width,
      join(directory, path, "config.json"),
    );
  }
  if (kind === "Dense") return readDense(directory, path, width);
  if (kind === "Normalize") return { kind: "normalize" };
  throw new IsovecError(
    "ModelCorrupt",
    `${join(directory, "modules.json")} asks for the module ${kind}, which Isovec does not know.`,
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
export async function readSteps(directory: string, hiddenSize: number): Promise<PostprocessStep[]> {
  const value = await readOptionalJson(directory, "modules.json");
  if (value === undefined) return [{ kind: "pooling", modes: ["mean"], includePrompt: true }];
  const parsed = modulesSchema.safeParse(value);
  const remedy = "Fetch the model again.";
  if (!parsed.success) {
    throw new IsovecError("ModelCorrupt", `${join(directory, "modules.json")} is not a list of modules.`, {
      remedy,
    });
  }
  const steps: PostprocessStep[] = [];
  let width = hiddenSize;
  for (const { path, type } of parsed.data) {
    // The class path has moved between versions; its last part has not.
    const kind = type.split(".").at(-1) ?? type;
    if (kind === "Transformer" || withoutEffect.has(kind)) continue;
    const step = await readStep(directory, path, kind, width);
    steps.push(step);
    width = widthAfter(step, width);
  }
  const poolings = steps.filter((step) => step.kind === "pooling").length;
  if (steps[0]?.kind !== "pooling" || poolings !== 1) {
    throw new IsovecError(
      "ModelCorrupt",
      `${join(directory, "modules.json")} must name one Pooling, right after the Transformer.`,
      { remedy },
    );
  }
  return steps;
}

/** Components of the vector after all steps. */
export function widthOf(steps: readonly PostprocessStep[], hiddenSize: number): number {
  return steps.reduce((width, step) => widthAfter(step, width), hiddenSize);
}
