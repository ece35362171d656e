import { IsovecError, type SafetensorsFile } from "@isovec/core";
import type { WeightTensor } from "./onnx/weight-tensor.ts";

const readableTypes: ReadonlySet<string> = new Set(["F32", "F16", "BF16"]);

/** A checkpoint's tensors under the names of its architecture, each held against the shape that config.json asks for. */
export class Checkpoint {
  private readonly prefix: string;

  /**
   * @param prefixes what may stand in front of every name: a task head's checkpoint calls its encoder `bert.`
   * @param landmark a tensor that every checkpoint of the architecture has; tells which prefix is in use
   */
  constructor(
    private readonly file: SafetensorsFile,
    prefixes: readonly string[],
    landmark: string,
  ) {
    this.prefix = prefixes.find((prefix) => file.tensors.has(prefix + landmark)) ?? "";
  }

  has(name: string): boolean {
    return this.file.tensors.has(this.prefix + name);
  }

  /**
   * @param shape as config.json implies it
   * @throws IsovecError `ModelCorrupt` when the tensor is missing, of another shape or of a type that is no float.
   */
  tensor(name: string, shape: readonly number[]): WeightTensor {
    const stored = this.prefix + name;
    const entry = this.file.entry(stored);
    if (entry.shape.length !== shape.length || entry.shape.some((size, axis) => size !== shape[axis])) {
      throw new IsovecError(
        "ModelCorrupt",
        `Tensor ${stored} of ${this.file.path} has shape [${entry.shape}], but config.json asks for [${shape}].`,
        { remedy: "The weights and config.json belong to different models: fetch the model again." },
      );
    }
    if (!readableTypes.has(entry.dtype)) {
      throw new IsovecError(
        "ModelCorrupt",
        `Tensor ${stored} of ${this.file.path} has type ${entry.dtype}; weights must be F32, F16 or BF16.`,
        { remedy: "Save the model in one of these types." },
      );
    }
    return { name, shape, read: () => this.file.readFloats(stored) };
  }
}
