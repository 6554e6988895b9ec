import { statSync } from "node:fs";
import { AgencyError } from "../../setting/agency-error.ts";
import { KEPT_FOR_ERASING, type RoomAt, roomOf } from "../../setting/disk-room.ts";

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
  roomAt: RoomAt = roomOf,
): Write {
  const disk = diskOf(to);
  if (!own.some((folder) => diskOf(folder) === disk)) return write;
  return (text) => {
    const room = roomAt(to);
    if (room === undefined) return write(text);
    const kept = Math.min(MOST_KEPT, room.all / 20);
    if (room.free >= kept) return write(text);
    const why = `no room: the gateway, whose disk it is, needs the last ${Math.ceil(kept / 1_048_576)} MiB`;
    throw new AgencyError("GATEWAY_BACKUP_UNWRITABLE", `${to}: ${why}`);
  };
}

const diskOf = (folder: string): number | undefined =>
  statSync(folder, { throwIfNoEntry: false })?.dev;

/** What is kept for erasing, and as much again: a thousand ordinary messages. */
const MOST_KEPT = 2 * KEPT_FOR_ERASING;
