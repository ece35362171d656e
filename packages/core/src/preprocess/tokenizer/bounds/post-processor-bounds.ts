type Values = Readonly<Record<string, unknown>>;

/** Published ones are two, ByteLevel and a template. */
const mostProcessors = 16;
/** Parts of a template; published ones have three. */
const longestTemplate = 64;

function assertTemplate(single: unknown): void {
  if (!Array.isArray(single)) throw new Error("its post_processor.single is not a list");
  if (single.length > longestTemplate)
    throw new Error(`its post_processor.single has ${single.length} parts, more than ${longestTemplate}`);
  const texts = single.filter((part) => typeof part === "object" && part !== null && "Sequence" in part);
  // Twice would double a text, and a sequence of such templates without end.
  if (texts.length !== 1)
    throw new Error(`its post_processor.single has the text ${texts.length} times, not once`);
}

function processorsIn(value: unknown): Values[] {
  if (value === undefined || value === null) return [];
  if (typeof value !== "object") throw new Error("its post_processor is not an object");
  const { type, processors } = value as Values;
  if (type !== "Sequence") return [value as Values];
  if (!Array.isArray(processors)) throw new Error("its post_processor.processors is not a list");
  return processors.flatMap(processorsIn);
}

/** The `post_processor` of tokenizer.json. @throws Error that completes "its …" */
export function assertPostProcessor(value: unknown): void {
  const processors = processorsIn(value);
  if (processors.length > mostProcessors)
    throw new Error(`its post_processor has ${processors.length} steps, more than ${mostProcessors}`);
  for (const { type, single } of processors) if (type === "TemplateProcessing") assertTemplate(single);
}
