import { engineNames } from "../engine/engine-id.ts";
import type { Hit, PassageIndex } from "../passages/passage-index.ts";
import { element, withText } from "./element.ts";
import type { EngineChoice, PassedEngine } from "./engine-choice.ts";
import { counted } from "./numbers.ts";

const mostHits = 5;

const state = element("search-state", HTMLElement);
const button = element("find", HTMLButtonElement);
const query = element("query", HTMLInputElement);
const list = element("hits", HTMLOListElement);

function hitItem({ passage: { source, line, text }, score }: Hit): HTMLLIElement {
  const item = document.createElement("li");
  const title = withText("h3", `${source}, line ${line}`);
  title.append(withText("span", `cosine ${score.toFixed(3)}`));
  item.append(title, withText("pre", text));
  return item;
}

/** The question and its answers. */
export class SearchSection {
  /** What was asked last. */
  private asked: string | undefined;
  /** Of the searches, so that a slow one does not overwrite a later one. */
  private latest = 0;

  constructor(
    private readonly index: PassageIndex,
    private readonly choice: EngineChoice,
  ) {
    element("search", HTMLFormElement).addEventListener("submit", (event) => {
      event.preventDefault();
      this.asked = query.value;
      void this.search();
    });
    this.refresh();
  }

  /** The index has changed: what was asked is asked again. */
  refresh(): void {
    button.disabled = this.engine() === undefined;
    if (this.asked !== undefined) void this.search();
  }

  /** Who can answer now. */
  private engine(): PassedEngine | undefined {
    const { size } = this.index;
    return size === 0 ? undefined : this.choice.serving((space) => this.index.covered(space) === size);
  }

  private async search(): Promise<void> {
    const engine = this.engine();
    const number = ++this.latest;
    if (engine === undefined || this.asked === undefined) {
      list.replaceChildren();
      state.textContent = "";
      return;
    }
    state.textContent = "Searching …";
    try {
      const started = performance.now();
      const { vectors } = await engine.embed([this.asked], "query");
      if (number !== this.latest) return;
      list.replaceChildren(...this.index.search(engine.report.space, vectors, mostHits).map(hitItem));
      state.textContent = this.summary(engine, performance.now() - started);
    } catch (error) {
      if (number !== this.latest) return;
      list.replaceChildren();
      state.textContent = (error as Error).message;
    }
  }

  private summary(engine: PassedEngine, milliseconds: number): string {
    const { used } = this.choice;
    const until =
      used === undefined || used === engine
        ? ""
        : `, until ${engineNames[used.report.engine]} has embedded them too`;
    const name = engineNames[engine.report.engine];
    return `The nearest of ${this.index.size} passages, by ${name}, in ${counted(milliseconds)} ms${until}.`;
  }
}
