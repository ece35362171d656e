import { MetaspacePreTokenizer as LibraryMetaspace } from "@huggingface/tokenizers";
import { splitText } from "./split-text.ts";

/**
 * The pre-tokenizer `Metaspace`: spaces become `▁`, one is put in front, and each begins a piece. The library neither
 * splits, nor knows which piece is the text's first when another pre-tokenizer has cut it before.
 */
export class MetaspacePreTokenizer extends LibraryMetaspace {
  private readonly marks: RegExp;
  private readonly splits: boolean;

  constructor(config: ConstructorParameters<typeof LibraryMetaspace>[0]) {
    super(config);
    this.marks = new RegExp(this.replacement.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"), "gu");
    this.splits = (config as { readonly split?: boolean }).split ?? true;
  }

  override pre_tokenize_text(text: string, options?: { readonly section_index?: number }): string[] {
    const marked = text.replaceAll(" ", () => this.replacement);
    const prepends =
      this.prepend_scheme === "always" || (this.prepend_scheme === "first" && options?.section_index === 0);
    const whole = prepends && !marked.startsWith(this.replacement) ? this.replacement + marked : marked;
    return this.splits ? splitText(whole, this.marks, "mergedwithnext") : [whole];
  }
}
