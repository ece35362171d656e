import { constants, getPriority, platform, setPriority } from "node:os";

/** A third of a core beside somebody who wants all of it, and all of it beside nobody. */
const niceness = 5;
const furthest = 19;

/**
 * Lets the editor and what is typed into it go first; questions that come meanwhile lose little. Threads inherit it that
 * start later, and on Linux no others.
 */
export function stepBack(): void {
  const { PRIORITY_BELOW_NORMAL } = constants.priority;
  try {
    setPriority(
      platform() === "win32" ? PRIORITY_BELOW_NORMAL : Math.min(getPriority() + niceness, furthest),
    );
  } catch {
    // A system that does not let a process step back runs it as it is.
  }
}
