import { statSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Restored } from "@safepassage/agency/node";
import type { Command } from "commander";
import { CliError, optionInvalid } from "../errors/cli-error.ts";
import { withFolderStore } from "../gateway/folder-store.ts";
import type { Io } from "../io/command.ts";
import { printResult } from "../print/result.ts";
import { whileShowingUpgrade } from "../print/show-upgrade.ts";
import type { Need } from "../read/needs.ts";
import { requireStart } from "../read/read-input.ts";

interface RestoreOptions {
  readonly from?: string;
  readonly asItIs?: true;
  readonly keysFrom?: string;
  readonly json?: boolean;
}

/** `safepassage gateway restore`: the database from a copy, or in the earlier state that somebody has put it back to. */
export function addGatewayRestore(gateway: Command, io: Io): void {
  gateway
    .command("restore <folder>")
    .description("Bring the database back from a copy, while no gateway runs")
    .option("--from <file>", "the copy of the database")
    .option("--keys-from <file>", "the copy of the keys: those that the folder lacks come back")
    .option("--as-it-is", "confirm that the database goes on in the earlier state that it is in")
    .option("--json", "print JSON")
    .addHelpText("after", HELP)
    .action((folder: string, { from, keysFrom, asItIs, json }: RestoreOptions) => {
      if (asItIs) {
        const isMixed = from !== undefined || keysFrom !== undefined;
        if (isMixed) throw optionInvalid("--as-it-is stands alone: no copy is brought back");
        return confirm(io, folder, json);
      }
      if (from === undefined) throw optionInvalid("--from <file> names the copy of the database");
      return withFolderStore(io, folder, async ({ place, config, keys }) => {
        const { KEY_FILES, openFilling, openStore, restore } = await import(
          "@safepassage/agency/node"
        );
        await requireCopy(io, from, "backup");
        if (keysFrom !== undefined) await requireCopy(io, keysFrom, "keysBackup");
        const journal = keysFrom && join(dirname(keysFrom), KEY_FILES.journal);
        const hasJournal = journal !== undefined && (await io.exists(journal));
        try {
          const filling = await openFilling(place, config);
          const restored = await whileShowingUpgrade(io, (onUpgrade) =>
            restore({
              ...{ file: io.place(from), filling, keys },
              ...(keysFrom !== undefined && {
                keysFrom: {
                  file: io.place(keysFrom),
                  ...(hasJournal && { journal: io.place(journal) }),
                },
              }),
              progress: (rows) => io.progress(`${rows} rows brought back`),
              onUpgrade,
            }),
          );
          // What was erased since the copy is erased again now, before anybody is served.
          await (await openStore(place, config)).close();
          io.progress("");
          const lacksJournal = keysFrom !== undefined && !hasJournal;
          printResult(
            io,
            json,
            restored,
            ...linesOf(restored, config.entity, lacksJournal && KEY_FILES.journal),
          );
        } finally {
          io.progress("");
        }
      });
    });
}

/** Refuses what is not there, and a file that is no such copy. */
async function requireCopy(io: Io, file: string, need: Need): Promise<void> {
  if (!(await io.exists(file))) throw new CliError("CLI_FILE_UNREADABLE", file);
  if (!statSync(io.place(file)).isFile()) return;
  await requireStart(io, file, need);
}

/** Has the database go on as it is, and says what to make up for. */
function confirm(io: Io, folder: string, json: boolean | undefined): Promise<void> {
  return withFolderStore(io, folder, async ({ place, config }) => {
    const { acceptEarlierState } = await import("@safepassage/agency/node");
    const clock = { now: () => io.now() };
    const state = await whileShowingUpgrade(io, (hearer) =>
      acceptEarlierState(place, config, clock, hearer),
    );
    const lines =
      state === undefined
        ? [
            "The database is in no earlier state, or that was confirmed before. Nothing was changed.",
          ]
        : [
            `The database goes on as it is. At most ${state.lost} of its last changes are lost.`,
            ...toldLost({ since: state.since ?? state.found, ...NOT_KNOWN }, config.entity),
          ];
    printResult(io, json, { confirmed: state !== undefined, ...state }, ...lines);
  });
}

/** What was brought back, and what was not. @param lacking - Name of the journal, if the copy of the keys has none. */
function linesOf(
  { at, rows, keys: merged, locksKept, readingsKept, termsKept, lost, isBeforeDamaged }: Restored,
  self: string,
  lacking: string | false,
): readonly string[] {
  return [
    `the database is as it was at ${at}, and what was erased since is erased again`,
    `${rows["outbox"]} messages sent, ${rows["inbox"]} received`,
    ...(merged === undefined ? [] : [`keys: ${toldOf(merged)}`]),
    ...(lacking === false
      ? []
      : [`no ${lacking} beside the copy of the keys: erased again by that of the folder alone`]),
    ...(locksKept === 0 ? [] : [`officers who stay locked out: ${locksKept}`]),
    ...(readingsKept === 0 ? [] : [`readings and searches that stay on record: ${readingsKept}`]),
    ...(termsKept === 0 ? [] : [`decisions on how long data are held that stay: ${termsKept}`]),
    ...(isBeforeDamaged ? [DAMAGED] : []),
    ...toldLost(lost, self),
    "  record of acts: keep the database before for your auditors; who did what since stands there alone",
  ];
}

const toldOf = ({ broughtBack, kept }: NonNullable<Restored["keys"]>): string =>
  `${broughtBack} brought back, ${kept} that are newer than the copy kept`;

/** What is lost, and what to do for each. */
const toldLost = (
  { since, withdrawals, unknown, undelivered, corrections, delivered }: Restored["lost"],
  self: string,
): readonly string[] => [
  `What came after ${since} is lost. Do this before the gateway is used again:`,
  "  withdrawals: submit again each that was submitted since, and each cancellation and recall; until then recipients keep the data",
  ...withdrawals.map((digest) => `    ${digest} was withdrawn, cancelled or recalled since`),
  ...unknown.map(
    ({ digest, recipient }) =>
      `    ${digest} was sent, and withdrawn, cancelled or recalled, since: have ${recipient} erase it`,
  ),
  "  locks: lock out again each officer who was locked out since (gateway lock)",
  "  messages received: ask the operator of each partner to send again what you received since:",
  `    safepassage gateway resend FOLDER --to ${self} --since ${since}`,
  "  messages sent: submit again what had not been delivered, and each correction; partners have the rest",
  ...undelivered.map(({ digest, recipient }) => `    ${digest} was not delivered to ${recipient}`),
  ...corrections.map(
    ({ digest, recipient }) => `    ${digest} is a correction that ${recipient} has`,
  ),
  ...countsOf(delivered).map(
    ([recipient, count]) =>
      `    ${count} that ${recipient} has: no withdrawal and no correction reaches them any more, so have it erase what must go (--json lists them)`,
  ),
  "  reviews, drafts, approvals and labels: make again what was made since",
];

/** How many messages each recipient has. */
function countsOf(delivered: Restored["lost"]["delivered"]): readonly [string, number][] {
  const counts = new Map<string, number>();
  for (const { recipient } of delivered) counts.set(recipient, (counts.get(recipient) ?? 0) + 1);
  return [...counts];
}

const DAMAGED =
  "the database before could not be read whole: erasures of its last moments, locks, readings and what was lost may be missing here. Follow your own records too";

/** What only the database before would tell. */
const NOT_KNOWN = {
  ...{ withdrawals: [], unknown: [], undelivered: [], corrections: [], delivered: [] },
} satisfies Omit<Restored["lost"], "since">;

const HELP = `
Example, with database and keys as they were copied:
  safepassage gateway migrate exchange/ngo-b
  safepassage gateway backup exchange/ngo-b --to backups --keys-to key-backups
  safepassage gateway restore exchange/ngo-b --from backups/*.backup \\
      --keys-from key-backups/*.keys

After a loss of the disk put the key-encryption key back into the folder first.
Keys from before the copy of the database do not open all of it, which is refused: take copies
of one time. With SQLite the database that was there is kept beside it: the time and .replaced
stand after its name. Remove it once all is well.
The journal of erasures beside the copy of the keys, erasures.log, is read too. Keys of the
folder that are newer than the copy stay, but for those of what was erased. If the database that
was there can be read, officers who are locked out in it stay so, who has read a message stays
on record, what was decided on how long data are held counts, and the messages that were
withdrawn since the copy, or not delivered, are named.

--as-it-is brings no copy back. It is for a database that somebody else has put back to an earlier
state, such as a PostgreSQL server that went over to a copy which lagged behind. The gateway goes
on with it, and warns until this is confirmed. The command says what to make up for.
  safepassage gateway restore exchange/ngo-b --as-it-is`;
