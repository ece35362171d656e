import type { EngineId } from "../engine/engine-id.ts";
import { PassageIndex } from "../passages/passage-index.ts";
import { askedEngines } from "./asked-engines.ts";
import { element } from "./element.ts";
import { EngineCard } from "./engine-card.ts";
import { EngineChoice } from "./engine-choice.ts";
import { EngineClient } from "./engine-client.ts";
import { SearchSection } from "./search-section.ts";
import { TextSection } from "./text-section.ts";

const index = new PassageIndex();
const choice = new EngineChoice();
const cards: Map<EngineId, EngineCard> = new Map();

const search = new SearchSection(index, choice);
const texts = new TextSection(index, choice, {
  onEmbedded: () => search.refresh(),
  onBroken: (id, sentence) => {
    choice.remove(id);
    cards.get(id)?.showRefused(sentence);
    showChoice();
  },
});

/** After every change of which engines there are, or which is asked for. */
function showChoice(): void {
  const used = choice.used?.report.engine;
  for (const [id, card] of cards) if (choice.has(id)) card.showUsed(id === used);
  texts.showReadiness();
  void texts.embedMissing();
}

async function load(id: EngineId, card: EngineCard): Promise<void> {
  const client = new EngineClient(id);
  card.showProgress({ message: "Starting" });
  try {
    const report = await client.load((progress) => card.showProgress(progress));
    card.showPassed(report);
    choice.add({ report, embed: (given, role) => client.embed(given, role) });
  } catch (error) {
    card.showRefused((error as Error).message);
  }
  showChoice();
}

const { engines, objection } = askedEngines(location.search);
const notice = element("notice", HTMLElement);
notice.textContent = objection ?? "";
notice.hidden = objection === undefined;
for (const id of engines) {
  const card = new EngineCard(id, () => {
    choice.ask(id);
    showChoice();
  });
  cards.set(id, card);
}
// One after the other, since the speed of each is measured; what serves soonest comes first.
for (const [id, card] of [...cards].toReversed()) await load(id, card);
texts.endLoading();
