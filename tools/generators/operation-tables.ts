import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type EventWords, LOG_EVENTS, type LogEventRow } from "@safepassage/agency";
import { METRICS, type MetricRow } from "@safepassage/gateway";
import { markdownTable, type Page } from "./page.ts";

/** The tables of `docs/spec/operation.md`: the events of the log, and the metrics. */
export const operationTables: Page = {
  path: "docs/spec/operation.md",
  render(root) {
    const page = readFileSync(join(root, "docs/spec/operation.md"), "utf8");
    const events = markdownTable(
      ["Event", "Level", "Says"],
      Object.entries(LOG_EVENTS).flatMap(eventRows),
    );
    const metrics = markdownTable(
      ["Metric", "Type", "Labels", "Is"],
      Object.entries<MetricRow>(METRICS).map(([name, { type, help, labels = [] }]) => [
        ...[`\`${name}\``, type, labels.map((label) => `\`${label}\``).join(" "), `${help}.`],
      ]),
    );
    return between(between(page, "LOG_EVENTS", events), "METRICS", metrics);
  },
};

/** A row for the event, and one for each of its cases. */
function eventRows([name, row]: [string, LogEventRow]): readonly (readonly string[])[] {
  const { level, cases = {} } = row;
  const others = Object.entries(cases).map(([code, words]) => [
    ...[`\`${name}\` ${CASES[code] ?? `with \`${code}\``}`, words.level ?? level, sentence(words)],
  ]);
  return [[`\`${name}\``, level, sentence(row)], ...others];
}

const CASES: Readonly<Record<string, string>> = { "*": "with a code", own: "with `own`" };

/** The words as in the table; what may be left out stands without its brackets. */
const sentence = ({ says, act }: EventWords): string =>
  [says, act].filter(Boolean).join(" ").replaceAll(/[[\]]/g, "");

function between(page: string, name: string, table: string): string {
  const mark = `<!-- made by \`npx -y pnpm@12 generate\` from ${name} -->`;
  const [before, , after, ...more] = page.split(mark);
  if (after === undefined || more.length > 0) {
    throw new Error(`docs/spec/operation.md has lost the marks of ${name}`);
  }
  return [before, `\n\n${table}\n\n`, after].join(mark);
}
