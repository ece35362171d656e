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
  /** Where nearly the same code is too; shown on demand. */
  readonly alike: readonly ShownPlace[];
  /** Why it was found, one contribution a line; shown on demand. */
  readonly reasons: readonly string[];
}

/** A place that is opened as a hit is. */
export interface ShownPlace {
  readonly id: number;
  /** `path:line`. */
  readonly label: string;
}

/** A file with its hits, best first. */
export interface ShownFile {
  readonly name: string;
  /** "" for the top of the workspace. */
  readonly folder: string;
  readonly hits: readonly ShownHit[];
}

/** What can be done about a notice. */
export interface NoticeAction {
  readonly name: "showLog" | "openFolder" | "runDoctor" | "selectEngine";
  readonly label: string;
}

/** One thing to put into the question, as `FilterCompletion`. */
export interface ShownCompletion {
  readonly label: string;
  readonly insert: string;
}

export type ToPage =
  /** With a heading it answers no question: the field is emptied and the focus goes to the hits. */
  | {
      readonly kind: "answer";
      readonly heading?: string;
      /** How much was found, for eyes and for screen readers. */
      readonly count: string;
      readonly files: readonly ShownFile[];
    }
  | { readonly kind: "busy"; readonly busy: boolean }
  /** What the answers stand on at present. */
  | { readonly kind: "coverage"; readonly text: string }
  /** What is wrong although answers come; an empty text takes it back. */
  | { readonly kind: "trouble"; readonly text: string; readonly actions: readonly NoticeAction[] }
  | { readonly kind: "notice"; readonly text: string; readonly actions: readonly NoticeAction[] }
  /** What the question's text from `start` to its caret may become; none where nothing fits. */
  | {
      readonly kind: "completions";
      readonly question: string;
      readonly start: number;
      readonly items: readonly ShownCompletion[];
    }
  /** Puts a question into the field, the focus too. */
  | { readonly kind: "question"; readonly text: string }
  /** Earlier questions, newest first. */
  | { readonly kind: "history"; readonly questions: readonly string[] };

export type FromPage =
  /** The page is there; `question` is what its field held before it was hidden. */
  | { readonly kind: "ready"; readonly question: string }
  | { readonly kind: "ask"; readonly question: string }
  /** `explicit`: someone wants to see what there is, and not only what fits while typing. */
  | {
      readonly kind: "complete";
      readonly question: string;
      readonly caret: number;
      readonly explicit: boolean;
    }
  | { readonly kind: "keep"; readonly question: string }
  /** `glance`: the focus stays where it is. */
  | { readonly kind: "open"; readonly id: number; readonly beside: boolean; readonly glance: boolean }
  | { readonly kind: "act"; readonly name: NoticeAction["name"] };
