/** `model` of tokenizer.json: the ids of one piece that the pre-tokenizer has cut. */
export interface TokenModel {
  encode(piece: string): readonly number[];
  idOf(token: string): number | undefined;
  spell(id: number): string | undefined;
  readonly largestId: number;
}
