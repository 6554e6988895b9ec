import type { AccountEntry, LeftBehindPart } from "@safepassage/console/tour";
import { type Permission, sayBeside } from "@safepassage/policy";
import type { Body } from "@safepassage/schema";
import { createNotes, type Note, shortOf, showTable } from "./show-parts.ts";
import { cut, type Terminal } from "./terminal.ts";

/** What of the case file the importer did not even read into the case. */
export function showLeftBehind(terminal: Terminal, { file, reasons, empty }: LeftBehindPart): void {
  terminal.line();
  terminal.paragraph(`Left behind on reading ${file}:`, 7);
  const rows = reasons.map(({ says, columns }) => [says, columns] as const);
  const ofNothing = ["empty in this case, and left behind too", empty] as const;
  terminal.table(
    [...rows, ...(empty.length > 0 ? [ofNothing] : [])].map(([title, columns]) => [
      terminal.style("dim", title),
      terminal.style("dim", columns.join(" ")),
    ]),
    9,
  );
}

/**
 * Field by field: what the sender held, what was sent, and why the rest did not.
 *
 * @param where - Where the sender had it.
 */
export function showAccount(
  terminal: Terminal,
  asked: Body,
  account: readonly AccountEntry[],
  where = "in the case file",
): void {
  const notes = createNotes();
  // Not of the case: the deadline, which the gateway writes.
  const leaves = account.filter(({ gid, leaf }) => leaf !== undefined && asked[gid] !== undefined);
  const used = longest(leaves.map(({ field }) => field)) + BESIDE_VALUES;
  const room = Math.max(LEAST_ROOM, Math.floor((terminal.width - used) / 2));
  // Values of one field with one fate share a line.
  const lines = Map.groupBy(leaves, (entry) =>
    [entry.field, entry.outcome, whyOf(entry)?.sentence].join("|"),
  );
  const rows = [...lines.values()].map((same) => {
    const [entry] = same as [AccountEntry, ...AccountEntry[]];
    const { field, outcome } = entry;
    const values = same.map(({ gid, leaf = 0 }) => shortOf(field, asked[gid]?.leaves[leaf]?.v));
    const held = cut(values.join(", "), room);
    const coarser = same.flatMap(({ coarsenedTo = [] }) =>
      coarsenedTo.map(({ f, v }) => shortOf(f, v)),
    );
    const left = {
      allowed: terminal.style("green", held),
      coarsened: terminal.style("yellow", cut(coarser.join(", "), room)),
      withheld: terminal.style("red", "withheld"),
    }[outcome];
    const why = whyOf(entry);
    const note = outcome === "coarsened" ? aboutCoarser(why, coarser) : why;
    return [field, terminal.style("dim", held), left, notes.number(note)];
  });
  showTable(terminal, ["field", where, "sent", "why"], rows);
  notes.show(terminal);
  const count = (outcome: Permission["outcome"]): number =>
    leaves.filter((one) => one.outcome === outcome).length;
  terminal.paragraph(
    `Values: ${count("allowed")} sent as they are, ${count("coarsened")} sent coarser, ${count("withheld")} withheld.`,
    7,
  );
}

/** What would become of the fields that the case holds beside, had they been asked for. */
export function showUnasked(
  terminal: Terminal,
  unasked: readonly string[],
  account: readonly Permission[],
): void {
  if (unasked.length === 0) return;
  terminal.paragraph("In the case too, and not asked for. Had it been, it would be", 7);
  showFates(
    terminal,
    account.filter(({ field }) => unasked.includes(field)),
  );
}

/** What would become of a case that is not sent. `what` says whose it is, and under which terms. */
export function showUnsent(
  terminal: Terminal,
  what: string,
  body: Body,
  account: readonly Permission[],
): void {
  terminal.line();
  terminal.paragraph(`${what} It would be`, 7);
  showFates(
    terminal,
    account.filter(({ gid, leaf }) => leaf !== undefined && body[gid] !== undefined),
  );
}

/** Fields by what would become of them. */
function showFates(terminal: Terminal, account: readonly Permission[]): void {
  const fates = Map.groupBy(account, ({ outcome }) => outcome);
  terminal.table(
    (["allowed", "coarsened", "withheld"] as const).flatMap((outcome) => {
      const fields = new Set(fates.get(outcome)?.map(({ field }) => field));
      if (fields.size === 0) return [];
      return [
        [terminal.style("dim", FATES[outcome]), terminal.style("dim", [...fields].join(" "))],
      ];
    }),
    9,
  );
}

const FATES = { allowed: "sent", coarsened: "sent coarser", withheld: "withheld" } as const;

/** What a message holds that no case file stands behind. */
export function showSent(terminal: Terminal, body: Body): void {
  const rows = Object.values(body).flatMap(({ leaves }) =>
    leaves.map(({ f, v }) => [f, terminal.style("green", shortOf(f, v)), ""]),
  );
  showTable(terminal, ["field", "sent", ""], rows);
}

/** Why a value was not sent as it is: the policy says so, or what a rule would find. */
const whyOf = ({ reason, finding }: AccountEntry): Note | undefined =>
  // The field stands beside, and many share a reason.
  reason === undefined ? finding : { ...reason, sentence: sayBeside(reason) };

/** The policy's sentence is about the value in the case file, which was not sent as it is. */
function aboutCoarser(reason: Note | undefined, coarser: readonly string[]): Note | undefined {
  if (reason === undefined) return undefined;
  const sent = `Sent as ${[...new Set(coarser)].join(", ")}`;
  return { ...reason, sentence: `${sent}, and not finer. ${reason.sentence}` };
}

const longest = (texts: readonly string[]): number =>
  Math.max(0, ...texts.map(({ length }) => length));

/** Characters beside the names of fields and two columns of values: indent, gaps, a note. */
const BESIDE_VALUES = 18;
const LEAST_ROOM = 12;
