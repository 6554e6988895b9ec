import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Body, findPurpose } from "@safepassage/schema";
import { ENGLISH_WORDING } from "@safepassage/validator";
import type { Otherwise, Parties, Situation } from "../situations/model.ts";
import { readSituations } from "../situations/model.ts";
import { sayField, sayValues } from "../situations/say.ts";
import { markdownTable, type Page } from "./page.ts";

const PATH = "docs/guides/what-can-i-send.md";

/** The tables of the guide on what may be sent. A test holds what they are made from against the library. */
export const situationsPage: Page = {
  path: PATH,
  render(root) {
    const { situations, parties } = readSituations(root);
    const page = readFileSync(join(root, PATH), "utf8");
    return situations.reduce((text, situation) => {
      const parts = text.split(markOf(situation));
      if (parts.length !== 3) throw new Error(`${PATH} has lost the marks of ${situation.id}`);
      return [parts[0], `\n\n${sayAll(situation, parties)}\n\n`, parts[2]].join(markOf(situation));
    }, page);
  },
};

const markOf = ({ id }: Situation): string =>
  `<!-- made by \`npx -y pnpm@12 generate\` from the situation ${id} -->`;

function sayAll(situation: Situation, parties: Parties): string {
  return [
    sayMessage(situation),
    markdownTable(["In the file", "Goes", "Why"], rowsOf(situation)),
    sayRecipient(situation, parties),
    markdownTable(
      ["Where this is different", "Then"],
      situation.otherwise.map((one) => [one.says, sayOtherwise(one)]),
    ),
  ].join("\n\n");
}

function sayMessage({ request: { purpose, messageType, legalBases } }: Situation): string {
  const bases = legalBases.map((basis) => `\`${basis}\``).join(", ");
  return `Purpose \`${purpose}\`, message \`${messageType}\`, on ${bases}.`;
}

/** What goes as it is, by kind of group; what goes coarser; and what stays, each reason once. */
function rowsOf({ request, expect: { sent, coarser, withheld } }: Situation): string[][] {
  const body = request.body as unknown as Body;
  const kinds = Map.groupBy(sent, (path) => body[path.split("/")[0] ?? ""]?.kind);
  return [
    ...[...kinds.values()].map((paths) => [sayPaths(body, paths), "as it is", ""]),
    ...Object.entries(coarser).map(([path, { to, why }]) => [
      sayPaths(body, [path]),
      sayValues(to),
      why,
    ]),
    ...[...Map.groupBy(Object.entries(withheld), ([, { why }]) => why)].map(([why, kept]) => {
      const paths = kept.map(([path]) => path);
      return [sayPaths(body, paths), "stays", why];
    }),
  ];
}

/** What two groups say alike is said once. */
function sayPaths(body: Body, paths: readonly string[]): string {
  const said = paths.flatMap((path) => {
    const [gid = "", field = ""] = path.split("/");
    const group = body[gid];
    // A pseudonym is drawn at random, one for each recipient: it says nothing.
    return group === undefined || field === "subject.pseudonym" ? [] : [sayField(group, field)];
  });
  return [...new Set(said)].join("; ");
}

function sayRecipient({ request, expect }: Situation, parties: Parties): string {
  const name = nameOf(request.recipient, parties);
  const title = findPurpose(request.purpose)?.title ?? request.purpose;
  const until = new Date(expect.eraseBy).toLocaleDateString("en-GB", LONG);
  const conditions = expect.conditions.map((code) => CONDITIONS[code] ?? `\`${code}\``);
  const bound = conditions.length === 0 ? "" : ` You bind it: ${conditions.join(", ")}.`;
  return `**${name}** accepts it. It may use it for this purpose (${title}), and erases it by ${until}.${bound}`;
}

function nameOf(entity: string, { parties }: Parties): string {
  return Object.entries(parties).find(([, party]) => party.entity === entity)?.[0] ?? entity;
}

function sayOtherwise({ then, expect }: Otherwise): string {
  if (!expect.sent) {
    const by = (expect.refusedBy ?? []).map((rule) =>
      /^R\d\d$/.test(rule) ? `[${rule}](../spec/rules.md)` : `\`${rule}\``,
    );
    return `**Nothing goes** (${by.join(", ")}). ${then}`;
  }
  const names = (paths: readonly string[] = []) => {
    const fields = paths.map((path) => path.split("/")[1] ?? "");
    const told = fields.filter((field) => field !== "subject.pseudonym");
    return [...new Set(told.map((field) => ENGLISH_WORDING.field(field)))];
  };
  const said = [
    ["Stays behind", names(expect.withheld)] as const,
    ["Goes too", names(expect.also)] as const,
  ].flatMap(([what, labels]) => (labels.length === 0 ? [] : [`${what}: ${labels.join(", ")}.`]));
  return [...said, then].join(" ");
}

/** Conditions in plain words. */
const CONDITIONS: Readonly<Record<string, string>> = {
  ASSISTANCE_ONLY: "to help the person, and for nothing else",
  NO_OTHER_PURPOSE: "no other purpose",
  NO_IMMIGRATION_ENFORCEMENT_USE: "never against the person's stay",
  NO_CONTACT_WITH_FAMILY: "no contact with the family",
};
const LONG = { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" } as const;
