import { statfsSync, statSync } from "node:fs";
import { AgencyError } from "../../setting/agency-error.ts";

/** Octets of a disk, and those that are free. */
export interface DiskRoom {
  readonly free: number;
  readonly all: number;
}

type Write = (text: string) => Promise<void>;

/**
 * Lets a copy that goes to a disk of the agency's own end before it has taken the last room there. Else each backup for which there is
 * no room would stop the gateway while it is written.
 *
 * @param to - The folder of the copy.
 * @param own - Folders that the gateway writes to.
 */
export function leavingRoom(
  write: Write,
  to: string,
  own: readonly string[],
  roomAt: (folder: string) => DiskRoom = roomOf,
): Write {
  const disk = diskOf(to);
  if (!own.some((folder) => diskOf(folder) === disk)) return write;
  return (text) => {
    const { free, all } = roomAt(to);
    const kept = Math.min(MOST_KEPT, all / 20);
    if (free >= kept) return write(text);
    const why = `no room: the gateway, whose disk it is, needs the last ${Math.ceil(kept / 1_048_576)} MiB`;
    throw new AgencyError("GATEWAY_BACKUP_UNWRITABLE", `${to}: ${why}`);
  };
}

const diskOf = (folder: string): number | undefined =>
  statSync(folder, { throwIfNoEntry: false })?.dev;

function roomOf(folder: string): DiskRoom {
  const { bavail, blocks, bsize } = statfsSync(folder);
  return { free: bavail * bsize, all: blocks * bsize };
}

/** 32 MiB: two thousand ordinary messages, and what is erased meanwhile. */
const MOST_KEPT = 33_554_432;
