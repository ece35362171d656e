import type { Memento } from "vscode";

const key = "isovec.questions";
const limit = 50;

/** The questions that led somewhere in this workspace, kept by the editor. */
export class QuestionStore {
  constructor(private readonly memento: Memento) {}

  get newestFirst(): readonly string[] {
    return this.memento.get<readonly string[]>(key, []);
  }

  async keep(question: string): Promise<void> {
    const others = this.newestFirst.filter((other) => other !== question);
    await this.memento.update(key, [question, ...others].slice(0, limit));
  }
}
