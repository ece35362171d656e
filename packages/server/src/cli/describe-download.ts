import type { PullProgress } from "@isovec/backends/sources";
import { describeSeconds } from "./progress-report.ts";

/** Bytes for people, in powers of ten as disks and networks are sold. */
export function describeBytes(bytes: number): string {
  if (bytes < 1e6) return `${Math.ceil(bytes / 1e3)} kB`;
  return bytes < 1e9 ? `${Math.round(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}

/** Shows how far a download is: what came before this process is done, and counts for no rate. */
export function downloadDescription(
  now: () => number = () => performance.now(),
): (progress: PullProgress) => string {
  let begun: { readonly at: number; readonly bytes: number } | undefined;
  return ({ file, bytes, totalBytes }) => {
    begun ??= { at: now(), bytes };
    const percent = totalBytes === 0 ? 100 : Math.floor((100 * bytes) / totalBytes);
    const line = `${file}: ${describeBytes(bytes)} of ${describeBytes(totalBytes)}, ${percent} %`;
    const seconds = (now() - begun.at) / 1000;
    const rate = (bytes - begun.bytes) / seconds;
    if (!(seconds >= 1 && rate > 0)) return line;
    return `${line}, ${(rate / 1e6).toFixed(1)} MB/s, ${describeSeconds((totalBytes - bytes) / rate)} left`;
  };
}
