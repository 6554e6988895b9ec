import { join } from "node:path";
import type { Command } from "commander";
import { optionInvalid } from "../errors/cli-error.ts";
import { withFolderStore } from "../gateway/folder-store.ts";
import type { Io } from "../io/command.ts";
import { printResult } from "../print/result.ts";

interface BackupOptions {
  readonly to: string;
  readonly keysTo: string;
  readonly json?: boolean;
}

/** `safepassage gateway backup`: copies of database and keys, while the gateway runs. */
export function addGatewayBackup(gateway: Command, io: Io): void {
  gateway
    .command("backup <folder>")
    .description("Copy the database and its keys while the gateway runs, and read the copy back")
    .requiredOption("--to <folder>", "where copies of the database go")
    .requiredOption("--keys-to <folder>", "where copies of the keys go: somewhere else")
    .option("--json", "print JSON")
    .addHelpText("after", HELP)
    .action((folder: string, { to, keysTo, json }: BackupOptions) =>
      withFolderStore(io, folder, async ({ place, config, keys }) => {
        if (io.place(to) === io.place(keysTo)) {
          throw optionInvalid("--keys-to is the folder of --to: keep copies of keys elsewhere");
        }
        const { backUp, FOLDER, noteBackup, openSnapshot, requireApart } = await import(
          "@safepassage/agency/node"
        );
        const { backupDays = 30 } = config;
        if (backupDays === 0) {
          throw optionInvalid(
            "--keys-to: backupDays of agency.json is 0, so no copy of keys may be kept; set at least 1",
          );
        }
        const targets = { to: io.place(to), keysTo: io.place(keysTo) };
        const state = join(place, FOLDER.state);
        requireApart({ ...targets, keys: join(place, FOLDER.keys), state });
        try {
          const made = await backUp({
            snapshot: await openSnapshot(place, config),
            ...{ ...targets, keys, state, backupDays },
            clock: { now: () => io.now() },
            progress: (rows, step) => io.progress(`${rows} rows ${STEPS[step]}`),
          });
          io.progress("");
          const isNoted = trying(() => noteBackup(place, made.at));
          const { file, keysFile, octets, opened, erased, destroyed } = made;
          printResult(
            io,
            json,
            { ...made, isNoted },
            `database: ${file} (${octets} octets)`,
            `keys: ${keysFile}`,
            `read back: ${opened} contents opened, ${erased} erased meanwhile`,
            ...(destroyed.length > 0
              ? [`destroyed, of ${backupDays} days ago or earlier: ${destroyed.join(", ")}`]
              : []),
            "The key-encryption key is not copied: keep keys/contents/key-encryption.key elsewhere.",
            ...(isNoted ? [] : [NOT_NOTED]),
          );
        } finally {
          io.progress("");
        }
      }),
    );
}

/** Whether something was done, and did not throw. */
function trying(work: () => void): boolean {
  try {
    work();
    return true;
  } catch {
    return false;
  }
}

const NOT_NOTED =
  "The time could not be written into state/backup.json: the gateway may warn that a backup is late (BACKUP_LATE). Let the user of this command write there.";
const STEPS = { copied: "copied", readBack: "of the copy read back" } as const;

const HELP = `
Example, of a database that there is; then once a day:
  safepassage gateway migrate exchange/ngo-b
  safepassage gateway backup exchange/ngo-b --to backups --keys-to key-backups

Copies of keys from backupDays days ago or earlier (agency.json) are overwritten and removed;
no copy of a key may be kept longer anywhere. Each agency has a folder of its own for them.
A gateway warns when the next backup does not come (BACKUP_LATE).
Bring a copy back with: safepassage gateway restore.`;
