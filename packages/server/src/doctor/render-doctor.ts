import { cosineText } from "@isovec/core";
import type { Colours } from "../cli/colours.ts";
import type { DoctorReport } from "./doctor-report.ts";

/** What the vectors cost in a search, one sentence; undefined without a reference. */
export function costSentence({ cost }: DoctorReport): string | undefined {
  if (cost === undefined) return undefined;
  const { questions, server, reference, lostHits } = cost;
  const lost = Math.round(100 * lostHits);
  return `of ${questions} built-in questions ${server.first} find their answer first, ${reference.first} with the model's own vectors (nDCG@10 ${server.ndcg.toFixed(3)} and ${reference.ndcg.toFixed(3)}); ${lost} % of the first ten hits are others`;
}

/** How far the vectors are from the model's own, when they are right. */
export function agreementSentence({ largest, texts }: DoctorReport): string | undefined {
  if (largest === undefined) return undefined;
  return `cosine ${cosineText(largest)} at least, over ${texts.length} texts`;
}

/** For a terminal: the verdict, then how sure, what it costs, how to mend it and what was sent. */
export function renderDoctor(report: DoctorReport, colours: Colours): string {
  const { healthy, sentence, findings, remedy, sent, seconds, wordsRead } = report;
  const mark = healthy ? colours.green("healthy") : colours.red("unhealthy");
  const lines = [`${mark}  ${sentence}`];
  const add = (head: string, text: string | undefined): void => {
    if (text !== undefined) lines.push(`  ${colours.dim(head.padEnd(7))} ${text}`);
  };
  for (const { certainty, evidence } of findings) add("sure", `${certainty}. ${evidence}`);
  if (healthy) add("agrees", agreementSentence(report));
  add("costs", costSentence(report));
  add("mend", remedy);
  if (wordsRead !== undefined) add("reads", `${wordsRead} words of a long text of 600`);
  add("sent", `${sent.texts} built-in texts in ${sent.requests} requests, ${seconds.toFixed(1)} s`);
  return `${lines.join("\n")}\n`;
}
