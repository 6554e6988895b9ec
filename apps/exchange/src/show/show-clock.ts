import type { AnswerClock, Clocks, RunningPart } from "@safepassage/console/tour";
import { law } from "./show-parts.ts";
import type { Terminal } from "./terminal.ts";

/** Until when the law wants an answer, and how much of the time is left. */
export function showRunning(terminal: Terminal, { period, clocks }: RunningPart): void {
  const { basis, urgent, access, hours } = period;
  const { between, asker, answerer } = clocks;
  // Where the purpose sets the time, every message of it is as urgent, whatever was asked for.
  const how =
    basis === undefined
      ? ""
      : `${urgent ? "urgent" : "routine"}, ${access === "direct" ? "" : "not "}directly accessible: `;
  const time = `${hours} hour${hours === 1 ? "" : "s"} from arrival`;
  terminal.line();
  terminal.paragraph(
    `${terminal.style("bold", "Answer clock")}  ${how}${time} ${law(terminal, period)}`,
    7,
  );
  terminal.table(
    [
      ["arrived", `${instant(answerer.from)}, by the receipt that ${between.answerer} signed`],
      ["answer by", terminal.style("bold", instant(answerer.by))],
      ["time left", left(terminal, answerer)],
      [`${between.answerer} owes`, counts(clocks.owed)],
      [
        `${between.asker} awaits`,
        `${counts(clocks.awaited)}; time left there ${span(asker.secondsLeft)}`,
      ],
    ],
    9,
  );
  terminal.paragraph(
    basis === undefined
      ? "If nobody answers in time, both sides get an alarm."
      : "A late answer is taken all the same, with the warning R45.",
    9,
  );
}

/** When the answer came, and how much of the time it left. */
export function showAnswered(terminal: Terminal, clocks: Clocks): void {
  const { between, answerer } = clocks;
  const { from, by, answeredAt = from } = answerer;
  const used = (Date.parse(answeredAt) - Date.parse(from)) / 1000;
  terminal.line();
  terminal.paragraph(`${terminal.style("bold", "Answer clock")}  stopped, on both sides`, 7);
  terminal.table(
    [
      ["answered", `${instant(answeredAt)}, by the receipt that ${between.asker} signed`],
      ["answer by", instant(by)],
      ["time used", span(used)],
      ["time left", left(terminal, answerer)],
      [`${between.answerer} owes`, counts(clocks.owed)],
      [`${between.asker} awaits`, counts(clocks.awaited)],
    ],
    9,
  );
}

function left(terminal: Terminal, { secondsLeft }: AnswerClock): string {
  return secondsLeft < 0
    ? terminal.style("red", `none, ${span(-secondsLeft)} late`)
    : terminal.style("green", span(secondsLeft));
}

function counts({ open, overdue }: Clocks["owed"]): string {
  return open === 0 ? "no answer" : `${open} answer${open === 1 ? "" : "s"}, ${overdue} overdue`;
}

/** `7 h 59 min 58 s`; the instants of the protocol have whole seconds. */
function span(seconds: number): string {
  const parts = [
    [Math.floor(seconds / 3600), "h"],
    [Math.floor(seconds / 60) % 60, "min"],
    [seconds % 60, "s"],
  ] as const;
  const shown = parts.filter(([count]) => count > 0).map(([count, unit]) => `${count} ${unit}`);
  return shown.join(" ") || "less than 1 s";
}

/** `2026-11-24 09:02:00 UTC`. */
export const instant = (text: string): string => `${text.slice(0, 10)} ${text.slice(11, 19)} UTC`;
