import {
  type CodeMapping,
  type Crosswalk,
  crosswalk,
  type ListMapping,
  STANDARDS,
} from "@safepassage/crosswalks";
import { markdownTable, type Page } from "./page.ts";

/** `docs/spec/crosswalk-tables.md`: every code of ours beside the value of each standard. */
export const crosswalksPage: Page = {
  path: "docs/spec/crosswalk-tables.md",
  render() {
    const walks = STANDARDS.map((standard) => crosswalk(standard));
    const counts = markdownTable(
      ["Standard", "Our lists", "Codes", "Same words", "Close", "None", "Values", "Unreached"],
      walks.map(countsOf),
    );
    return `${HEAD}\n\n${counts}\n\n${walks.map(sectionOf).join("\n\n")}\n`;
  },
};

function countsOf(walk: Crosswalk): string[] {
  const lists = Object.values(walk.lists);
  const mappings = lists.flatMap(({ codes }) => Object.values(codes));
  const targets = Object.values(walk.targets);
  const count = (status: CodeMapping["status"]): number =>
    mappings.filter((mapping) => mapping.status === status).length;
  const values = targets.reduce((sum, target) => sum + target.values.length, 0);
  const unreached = targets.flatMap((target) => target.unreached.flatMap((one) => one.values));
  const numbers = [lists.length, mappings.length, count("same"), count("close"), count("none")];
  return [
    `[${walk.standard.toUpperCase()}](#${walk.standard})`,
    ...[...numbers, values, unreached.length].map(String),
  ];
}

function sectionOf(walk: Crosswalk): string {
  const { standard, title, source, version, licence, read, lists, targets } = walk;
  const about = `${title}. Source: ${source}, ${version}. Licence: ${licence}\n\nRead: ${read}`;
  const tables = Object.entries(lists).map(([list, mapping]) => listTable(list, mapping));
  const rest = Object.entries(targets).flatMap(([name, { byRule, unreached }]) => [
    ...Object.entries(byRule).map(([value, how]) => [name, `\`${value}\``, `reached: ${how}`]),
    ...unreached.map(({ why, values }) => [
      name,
      values.map((value) => `\`${value}\``).join(", "),
      why,
    ]),
  ]);
  const unreached =
    rest.length === 0
      ? "Every value of the standard is reached by a code."
      : markdownTable(["List of the standard", "Values that no code reaches", "Why"], rest);
  return [`## ${standard.toUpperCase()}`, about, ...tables, unreached].join("\n\n");
}

/** Codes that share value, status and note share a row. */
function listTable(list: string, { target, codes }: ListMapping): string {
  const rows = Map.groupBy(Object.entries(codes), ([, mapping]) => JSON.stringify(mapping));
  const table = markdownTable(
    ["Our code", target, "Status", "Note"],
    [...rows.values()].map((same) => {
      const [first] = same;
      const mapping = first?.[1];
      const ours = same.map(([code]) => `\`${code}\``).join(", ");
      if (mapping === undefined || mapping.to === null)
        return [ours, "", "none", mapping?.note ?? ""];
      if (mapping.status === "same") return [ours, `\`${mapping.to}\``, "same", ""];
      return [ours, `\`${mapping.to}\``, `close, ${mapping.relation}`, mapping.note];
    }),
  );
  return `\`${list}\`:\n\n${table}`;
}

const HEAD = `# Crosswalk tables

Each table shows our codes beside the values of a standard. [Crosswalks](crosswalks.md#data) says what the words
mean.

This page is made from the crosswalks by \`npx -y pnpm@12 generate\`.`;
