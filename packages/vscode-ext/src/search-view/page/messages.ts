/** One line of code as the page draws it. */
export interface ShownLine {
  /** 1-based. */
  readonly number: number;
  readonly text: string;
  /** What of the text to light up: start and exclusive end, in UTF-16 units, ascending. */
  readonly marks: readonly (readonly [start: number, end: number])[];
  /** Whether it shows best why the hit was found. */
  readonly best: boolean;
}

export interface ShownHit {
  /** Names the hit to the extension. Never used twice, so that a late click opens nothing else. */
  readonly id: number;
  readonly lines: readonly ShownLine[];
}

/** A file with its hits, best first. */
export interface ShownFile {
  readonly name: string;
  /** "" for the top of the workspace. */
  readonly folder: string;
  readonly hits: readonly ShownHit[];
}

/** What a notice lets someone do about it. */
export type NoticeAction = "showLog" | "openFolder";

export type ToPage =
  /** With a heading it answers no question: the field is emptied and the focus goes to the hits. */
  | { readonly kind: "answer"; readonly heading?: string; readonly files: readonly ShownFile[] }
  | { readonly kind: "busy"; readonly busy: boolean }
  /** What the answers stand on at present. */
  | { readonly kind: "coverage"; readonly text: string }
  | {
      readonly kind: "notice";
      readonly text: string;
      readonly action?: { readonly name: NoticeAction; readonly label: string };
    }
  /** Puts a question into the field, the focus too. */
  | { readonly kind: "question"; readonly text: string }
  /** Earlier questions, newest first. */
  | { readonly kind: "history"; readonly questions: readonly string[] };

export type FromPage =
  /** The page is there; `question` is what its field held before it was hidden. */
  | { readonly kind: "ready"; readonly question: string }
  | { readonly kind: "ask"; readonly question: string }
  | { readonly kind: "keep"; readonly question: string }
  | { readonly kind: "open"; readonly id: number; readonly beside: boolean }
  | { readonly kind: "act"; readonly name: NoticeAction };
