import type { BypassPart, Finding, RefusedAtHomePart } from "@safepassage/console/tour";
import type { Body } from "@safepassage/schema";
import { ENGLISH_WORDING } from "@safepassage/validator";
import { createNotes, shortOf, showTable } from "./show-parts.ts";
import { cut, type Terminal } from "./terminal.ts";

/** What the sender's own gateway says of a draft that may not be sent. */
export function showRefusalAtHome(
  terminal: Terminal,
  { sender, body: asked, refusal: { status, code, title, findings } }: RefusedAtHomePart,
): void {
  terminal.line();
  terminal.paragraph(
    `${terminal.style("bold", "1")}  ${sender}'s own gateway is asked to send this as it is, and refuses (HTTP ${status}):`,
    7,
  );
  if (findings === undefined) {
    terminal.line();
    terminal.table([[terminal.style("red", code), `${title}.`]], 7);
    return;
  }
  const fate = terminal.style("red", "not sent");
  showFindings(terminal, asked, findings, { held: "in the case", fate });
}

/** Field by field, what the rules find. `fate` is what becomes of a value that they name. */
export function showFindings(
  terminal: Terminal,
  body: Body,
  given: readonly Finding[],
  { held, fate }: { readonly held: string; readonly fate: string },
): void {
  const findings = saidOnce(given);
  const notes = createNotes();
  const fields = Object.values(body).flatMap(({ leaves }) => leaves.map(({ f }) => f));
  const used = Math.max(0, ...fields.map(({ length }) => length)) + BESIDE_FIELDS;
  const room = Math.min(22, Math.max(LEAST_ROOM, terminal.width - used));
  const rows = Object.entries(body).flatMap(([gid, { leaves }]) =>
    leaves.map(({ f, v }) => {
      const against = findings.filter(({ pointer }) => pointer === `/body/${gid}/${f}`);
      const rules = [...new Set(against.map(({ rule }) => rule))].join(" ");
      const value = terminal.style("dim", cut(shortOf(f, v), room));
      return [f, value, against.length === 0 ? "" : fate, rules, notes.numbers(against)];
    }),
  );
  showTable(terminal, ["field", held, "", "rule", "why"], rows);
  for (const finding of findings.filter(({ pointer }) => !isInTable(body, pointer))) {
    const rule = terminal.style("red", finding.rule);
    terminal.line(`       ${rule}  ${placeOf(body, finding)}  ${notes.number(finding)}`);
  }
  notes.show(terminal);
}

function isInTable(body: Body, pointer: string): boolean {
  const [, gid = "", field] = LEAF_POINTER.exec(pointer) ?? [];
  return body[gid]?.leaves.some(({ f }) => f === field) === true;
}

/** The place of a finding that is no value of the table: the message, a fact about a group, or what is missing. */
function placeOf(body: Body, { pointer }: Finding): string {
  const [, gid = "", field] = LEAF_POINTER.exec(pointer) ?? [];
  if (field === undefined) return "the message as a whole";
  const isFact = Object.hasOwn(body[gid] ?? {}, field.slice(field.indexOf(".") + 1));
  return isFact ? field : `${field} is missing`;
}

/** Findings of one rule that differ only in the field they name say the same: the table names the field. */
function saidOnce(findings: readonly Finding[]): readonly Finding[] {
  const general = ({ sentence, field = "" }: Finding): string =>
    sentence.replace(`“${ENGLISH_WORDING.field(field)}”`, "this value");
  return findings.map((finding) => {
    const alike = findings.filter((other) => general(other) === general(finding));
    const isSame = alike.every(({ sentence }) => sentence === finding.sentence);
    return isSame ? finding : { ...finding, sentence: capitalised(general(finding)) };
  });
}

const capitalised = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

export function showRefusalByRecipient(terminal: Terminal, { sender }: BypassPart): void {
  terminal.line();
  terminal.paragraph(
    `${terminal.style("bold", "2")}  Now we bypass ${sender}'s checks, as a careless or hacked sender would. The recipient decides by itself:`,
    7,
  );
}

const LEAF_POINTER = /^\/body\/([^/]+)\/(.+)$/;
/** Characters beside the names of fields and one column of values: indent, gaps, rules and notes. */
const BESIDE_FIELDS = 41;
const LEAST_ROOM = 12;
