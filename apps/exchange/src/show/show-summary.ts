import type { Audience } from "../play/play.ts";
import type { PlayResult } from "../play/run.ts";
import { headingOf } from "../play/scene.ts";
import type { RunningExchange } from "../processes.ts";
import { cut, type Terminal } from "./terminal.ts";

/** Says in two lines what the demo is. */
export function showOpening(terminal: Terminal): void {
  terminal.rule("Safepassage demo exchange");
  terminal.paragraph(
    "Eight invented agencies, each a process with its own database, keys and ports. Starting them takes some seconds.",
    2,
  );
}

/** Prints the address of the tour, which can be opened at once. */
export function showTourAddress(terminal: Terminal, url: string): void {
  terminal.line();
  terminal.line(`  Open the tour:  ${terminal.style(["bold", "cyan"], url)}`);
  terminal.paragraph(
    "It plays scenes on these gateways step by step, and says what to try yourself.",
    2,
  );
}

/** Prints where the consoles are. */
export function showConsoles(
  terminal: Terminal,
  { gateways }: Pick<RunningExchange, "gateways">,
): void {
  terminal.line();
  terminal.paragraph("The consoles of the agencies. Choose who you are; there is no password:", 2);
  terminal.table(
    Object.values(gateways).map(({ name, localUrl }) => [name, `local ${localUrl}`]),
    4,
  );
}

/** How long it all lasts, and what else there is. */
export function showStaying(terminal: Terminal): void {
  terminal.line();
  terminal.paragraph("The gateways stay up until Ctrl-C. Then keys and databases are deleted.", 2);
}

/** Prints one line a scene. */
export function showScenesOnly(terminal: Terminal): Audience {
  let verdicts: string[] = [];
  return {
    begin() {
      verdicts = [];
    },
    step() {},
    tell(part) {
      if (part.kind !== "receipts") return;
      const last = part.receipts.find(({ kind }) => kind !== "delivered");
      verdicts.push(last?.kind === "decided" ? (WORDS[last.verdict] ?? last.verdict) : "refused");
    },
    end(scene, differences) {
      const isGood = differences.length === 0;
      const mark = terminal.style(isGood ? "green" : "red", isGood ? "✓" : "✗");
      terminal.line(`  ${mark} ${cut(headingOf(scene), terminal.width - 4)}`);
      if (verdicts.length > 0) {
        terminal.line(`      ${terminal.style("dim", countsOf(verdicts))}`);
      }
    },
  };
}

/** Prints whether all was as expected. */
export function showResult(terminal: Terminal, { messages, differences }: PlayResult): void {
  terminal.line();
  terminal.paragraph(
    differences.length === 0
      ? terminal.style(
          "green",
          `All as expected: ${messages} messages, each verdict signed by its recipient.`,
        )
      : terminal.style("red", `Not as expected: ${differences.join("; ")}`),
    2,
  );
  terminal.paragraph("--verbose prints every message, value by value.", 2);
}

/** `3 accepted, 1 refused`. */
function countsOf(verdicts: readonly string[]): string {
  const counts = Map.groupBy(verdicts, (verdict) => verdict);
  return [...counts].map(([verdict, all]) => `${all.length} ${verdict}`).join(", ");
}

const WORDS: Readonly<Record<string, string>> = {
  accept: "accepted",
  acceptWithWarnings: "accepted with warnings",
  reject: "refused",
  quarantine: "held to be mended",
};
