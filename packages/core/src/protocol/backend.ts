import { z } from "zod";

/** Result of `backend/list`. */
export interface BackendListResult {
  readonly backends: {
    readonly id: string;
    readonly description: string;
    /** What it computes in; the first is its default. */
    readonly dtypes: string[];
    /** Where it can compute; the first is its default. */
    readonly devices: string[];
    readonly state: "active" | "idle";
    /** Why it was refused when it was last chosen. */
    readonly lastError?: string;
  }[];
  /** What serves; absent while the configuration is refused. */
  readonly active?: {
    readonly id: string;
    readonly model: string;
    readonly device: string;
    readonly vectorSpace: string;
  };
}

/** Params of `backend/select`. The choice holds until the server ends; the configuration on disk is not changed. */
export interface BackendSelectParams {
  readonly id: string;
  readonly model?: string | undefined;
  readonly dtype?: string | undefined;
  readonly device?: string | undefined;
}

export const backendSelectParams: z.ZodType<BackendSelectParams> = z.strictObject({
  id: z.string().min(1),
  model: z.string().min(1).optional(),
  dtype: z.string().min(1).optional(),
  device: z.string().min(1).optional(),
});
