import type { Tokenizer } from "@huggingface/tokenizers";
import type { TokenModel } from "./token-model.ts";

/** The library's WordPiece or BPE. */
export class LibraryModel implements TokenModel {
  private readonly model: NonNullable<Tokenizer["model"]>;
  constructor(model: Tokenizer["model"]) {
    if (model === null) throw new Error("it has no model");
    this.model = model;
  }

  /** One piece at a time: unknown tokens melt into one within a piece, not beyond. */
  encode(piece: string): number[] {
    const ids: number[] = [];
    for (const token of this.model._call([piece])) {
      const id = this.model.tokens_to_ids.get(token) ?? this.model.unk_token_id;
      if (id !== undefined) ids.push(id);
    }
    return ids;
  }

  idOf(token: string): number | undefined {
    return this.model.tokens_to_ids.get(token);
  }

  spell(id: number): string | undefined {
    return this.model.vocab[id];
  }

  get largestId(): number {
    let largest = -1;
    for (const id of this.model.tokens_to_ids.values()) largest = Math.max(largest, id);
    return largest;
  }
}
