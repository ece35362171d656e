export { distillWithReference } from "./cached-distillation.ts";
export { type DistillOptions, distillModel } from "./distill-model.ts";
