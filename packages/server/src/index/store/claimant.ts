import { hostname } from "node:os";

/** How this process signs what it has claimed. */
export const owner: string = `${hostname()} ${process.pid}`;

/** Whether the process that has signed so may still be at work. */
export function isAlive(claimant: string): boolean {
  const separator = claimant.lastIndexOf(" ");
  // A process of another machine cannot be asked; its claim runs out by itself.
  if (claimant.slice(0, separator) !== hostname()) return true;
  try {
    process.kill(Number(claimant.slice(separator + 1)), 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
