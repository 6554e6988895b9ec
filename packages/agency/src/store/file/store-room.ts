import { AgencyError } from "../../setting/agency-error.ts";
import { isKeptForErasing, type RoomAt, roomOf } from "../../setting/disk-room.ts";
import type { Need } from "../need.ts";

/** Looks at the disks of a store. */
export interface StoreRoom {
  /** Which disk has only the room left that is kept for erasing: `"keys"` for that of the keys, `true` for that of the database. */
  fullOf(): boolean | "keys";
  /**
   * Makes sure that something gets of that room.
   *
   * @param full - What {@link fullOf} has just said.
   * @throws AgencyError `GATEWAY_STORE_FULL`.
   */
  require(need: Need, full: true | "keys"): void;
}

/** @param folders - Where keys and database lie. What is left out is on no disk of this machine. */
export function openStoreRoom(
  folders: { readonly keys: string | undefined; readonly database: string | undefined },
  roomAt: RoomAt = roomOf,
): StoreRoom {
  const isShort = (folder: string | undefined, share?: number): boolean => {
    const room = folder === undefined ? undefined : roomAt(folder);
    return room !== undefined && isKeptForErasing(room, share);
  };
  const shortOf = (share?: number): boolean | "keys" =>
    isShort(folders.keys, share) ? "keys" : isShort(folders.database, share);
  return {
    fullOf: () => shortOf(),
    require(need, full) {
      if (need === "erasure" || (need === "danger" && shortOf(OF_DANGER) === false)) return;
      const folder = full === "keys" ? folders.keys : folders.database;
      throw new AgencyError("GATEWAY_STORE_FULL", `${folder}: what is left is kept for erasing`);
    },
  };
}

/** What is left at least of the kept room where something warns of danger. */
const OF_DANGER = 0.5;
