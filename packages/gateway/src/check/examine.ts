import { release, totalmem, type } from "node:os";
import { join } from "node:path";
import { FOLDER, lastBackup, roomOf } from "@safepassage/agency/node";
import { PROFILE_DIGEST } from "@safepassage/schema";
import { VERSION } from "../about/version.ts";
import { type Finding, finding } from "../findings/finding.ts";
import { judgeBackup } from "../findings/judge-backup.ts";
import { judgeLowRoom } from "../findings/judge-room.ts";
import { type Check, found } from "./check.ts";
import { type Checked, type CheckOptions, checkFolder } from "./check-folder.ts";

/** A report that may be sent to whoever helps: no key, no token, nothing of a message, no path that the folder does not name. */
export interface Examined extends Pick<Checked, "outcomes"> {
  /** What runs here, by name. */
  readonly about: Readonly<Record<string, string>>;
}

/** Makes every check, asks the gateway that runs, and looks at the machine. */
export async function examine(folder: string, options: CheckOptions): Promise<Examined> {
  const more = [checkDisk, checkBackup, checkMemory, checkRunning];
  const { outcomes, subject } = await checkFolder(folder, { ...options, more });
  const { config, now } = subject;
  const about = {
    time: now.toISOString(),
    agency: config.value?.entity ?? "not known",
    version: VERSION,
    catalogue: PROFILE_DIGEST,
    node: `${process.version}, OpenSSL ${process.versions.openssl}, SQLite ${process.versions["sqlite"]}`,
    system: `${type()} ${release()} ${process.arch}`,
    store: config.value?.store?.engine ?? "sqlite",
  };
  return { about, outcomes };
}

/** Room on the disk of the state. */
const checkDisk: Check = {
  name: "disk",
  look({ folder, config }) {
    const room = roomOf(join(folder, FOLDER.state));
    if (room === undefined) return { notChecked: "the folder state cannot be looked at" };
    const low = judgeLowRoom(folder, config.value?.store?.engine === "postgres");
    return found(low, `${mebi(room.free)} MiB of ${mebi(room.all)} MiB free`);
  },
};

/** When the last backup was made, by the command for it. */
const checkBackup: Check = {
  name: "backup",
  look({ folder, now, config }) {
    const made = lastBackup(folder);
    if (made === undefined) return { notChecked: "gateway backup has made none" };
    const when = made === "unreadable" ? "nobody can read when" : `of ${made.at}, and read back`;
    return found(judgeBackup(folder, now, config.value?.backupDays), when);
  },
};

/** The memory that this machine, or the group of processes, lets a gateway have. */
const checkMemory: Check = {
  name: "memory",
  look() {
    const constrained = process.constrainedMemory();
    const bound = constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
    const findings = bound < LEAST_MEMORY ? [finding("MEMORY_LOW", "memory")] : [];
    const free = Math.min(process.availableMemory(), bound);
    return found(findings, `${mebi(bound)} MiB, ${mebi(free)} MiB of them free`);
  },
};

/** What the gateway that runs says of itself. */
const checkRunning: Check = {
  name: "running",
  look({ running }) {
    if (running === undefined) return { notChecked: "no gateway of this folder runs" };
    const { health, record } = running;
    const told = [health["reasons"], health["warnings"]].flatMap((list) =>
      Array.isArray(list) ? (list as readonly Finding[]) : [],
    );
    const since = record.startedAt === undefined ? "" : `, since ${record.startedAt}`;
    return found(told, `${String(health["status"])}${since}`);
  },
};

const mebi = (octets: number): number => Math.floor(octets / 1_048_576);
/** What 3,000 senders take, and room for the rest (docs/spec/gateway.md#limits). */
const LEAST_MEMORY = 600_000_000;
