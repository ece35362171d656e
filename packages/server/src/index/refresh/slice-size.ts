/** What a killed process may lose, and how long a search waits for the engine, against the cost of many calls. */
const shortMs = 500;
const longMs = 2_500;
const fewest = 16;
const most = 128;

/** How many texts to embed in one call, fitted to the engine: a slice takes between half a second and 2.5 s. */
export class SliceSize {
  texts = 64;

  took(milliseconds: number): void {
    if (milliseconds < shortMs) this.texts = Math.min(this.texts * 2, most);
    else if (milliseconds > longMs) this.texts = Math.max(Math.floor(this.texts / 2), fewest);
  }
}
