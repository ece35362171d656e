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

/** UTF-16 units that the segmenter is given at once. */
const stretch = 512;

/** The end of a stretch, which must not part a surrogate pair: half of a mark is none, and would begin a cluster. */
function endOf(text: string, from: number, length: number): number {
  const end = Math.min(text.length, from + length);
  return (text.charCodeAt(end - 1) & 0xfc00) === 0xd800 ? Math.min(text.length, end + 1) : end;
}

/**
 * Clusters of a text of any length. Whether there is a boundary depends on the cluster before it and on one character
 * behind it, so what the segmenter finds from a boundary on is right but for the last cluster of a stretch.
 */
function clustersOf(text: string): readonly string[] {
  const clusters: string[] = [];
  let [from, length] = [0, stretch];
  while (from < text.length) {
    const end = endOf(text, from, length);
    const found = Array.from(segmenter.segment(text.slice(from, end)), ({ segment }) => segment);
    if (end < text.length) found.pop();
    // One cluster that is longer than the stretch.
    length = found.length === 0 ? length * 2 : stretch;
    for (const cluster of found) {
      clusters.push(cluster);
      from += cluster.length;
    }
  }
  return clusters;
}

/**
 * The text's grapheme clusters (UAX #29). V8's segmenter takes time that grows with the square of the text's length
 * (20,000 characters: 0.8 s), so it is given short stretches: between boundaries that need no segmenter, and no longer
 * than a few hundred units.
 */
export function graphemesOf(text: string): readonly string[] {
  // In ASCII only a carriage return with its line feed is a grapheme of two characters.
  if (ascii.test(text)) return text.match(/\r\n|[\0-\x7f]/g) ?? [];
  return text.split(certainBoundaries).flatMap((part) => (part.length === 1 ? part : clustersOf(part)));
}
