import { characterClass } from "./character-class.ts";

/** Letters of scripts whose letters join nothing before them, ASCII, and Hangul syllables. */
const beginning =
  "[ -~]|[\\uac00-\\ud7a3]|(?=\\p{L})[\\p{Script=Latin}\\p{Script=Greek}\\p{Script=Cyrillic}\\p{Script=Hebrew}\\p{Script=Arabic}\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}]";

/** `Grapheme_Cluster_Break` Prepend and L: what joins the character behind it. */
const joining = characterClass(`
  600-605 6dd 70f 890-891 8e2 d4e 1100-115f a960-a97c 110bd 110cd 111c2-111c3 113d1 1193f 11941 11a3a 11a84-11a89
  11d46 11f02
`);

const certainBoundaries = new RegExp(`(?<![${joining}])(?=${beginning})`, "u");
const ascii = /^[\0-\x7f]*$/;
const segmenter: Intl.Segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });

/**
 * The text's grapheme clusters (UAX #29). V8's segmenter takes time that grows with the square of the text's length
 * (20,000 characters: 0.8 s), so it is given short stretches between boundaries that need no segmenter.
 */
export function graphemesOf(text: string): readonly string[] {
  // In ASCII only a carriage return with its line feed is a grapheme of two characters.
  if (ascii.test(text)) return text.match(/\r\n|[\0-\x7f]/g) ?? [];
  return text
    .split(certainBoundaries)
    .flatMap((part) =>
      part.length === 1 ? part : Array.from(segmenter.segment(part), ({ segment }) => segment),
    );
}
