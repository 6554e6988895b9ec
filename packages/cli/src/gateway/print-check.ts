import type { Finding, Outcome } from "@safepassage/gateway/node";
import type { Io, Shown } from "../io/command.ts";

/** Prints what was looked at, each mistake with its place and what to do, and what follows from all. */
export function printOutcomes(io: Io, outcomes: readonly Outcome[]): void {
  const longest = Math.max(...outcomes.map(({ check }) => check.length));
  for (const { check, state, note = "", findings } of outcomes) {
    const [word, colour] = WORDS[state];
    const padded = word.padEnd(STATE_WIDTH);
    const shown: Shown = colour === undefined ? padded : { text: padded, colour };
    io.out(shown, `${check.padEnd(longest)}  ${note}`.trimEnd());
    for (const finding of findings) printFinding(io, finding);
  }
  io.out(verdictOn(outcomes));
}

/** Prints one finding, indented. */
export function printFinding(io: Io, { code, file, place = "", sentence, fix }: Finding): void {
  io.out(`  at   ${`${file} ${place}`.trimEnd()}`);
  io.out(`       ${sentence} (${code})`);
  io.out(`       ${fix}`);
}

function verdictOn(outcomes: readonly Outcome[]): string {
  const count = (state: Outcome["state"]): number =>
    outcomes.flatMap(({ findings }) => findings).filter(({ level }) => level === state).length;
  const [mistakes, waiting, warnings] = [count("mistake"), count("waiting"), count("warning")];
  if (mistakes > 0) return `${many(mistakes, "mistake")}: the gateway does not start like this.`;
  if (waiting > 0)
    return `The gateway starts, and is not ready until ${many(waiting, "thing")} ${waiting === 1 ? "is" : "are"} over.`;
  if (warnings > 0) return `Nothing stands in the way. ${many(warnings, "thing")} to look at.`;
  return "Nothing stands in the way.";
}

const many = (number: number, what: string): string =>
  `${number} ${what}${number === 1 ? "" : "s"}`;

const WORDS = {
  ok: ["ok", "green"],
  mistake: ["mistake", "red"],
  waiting: ["waits", "yellow"],
  warning: ["look", "yellow"],
  notChecked: ["not checked", undefined],
} as const;
const STATE_WIDTH = 13;
