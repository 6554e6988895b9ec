import { AgencyError } from "../../setting/agency-error.ts";
import { isKeptForErasing, type RoomAt, roomOf } from "../../setting/disk-room.ts";

/** Looks at the disks of a store. */
export interface StoreRoom {
  /** Which disk has only the room left that is kept for erasing: `"keys"` for that of the keys, `true` for that of the database. */
  fullOf(): boolean | "keys";
  /** Says that there is no room on the disk that {@link fullOf} named. */
  refusal(full: true | "keys"): AgencyError;
}

/** @param folders - Where keys and database lie. What is left out is on no disk of this machine. */
export function openStoreRoom(
  folders: { readonly keys: string | undefined; readonly database: string | undefined },
  roomAt: RoomAt = roomOf,
): StoreRoom {
  const isFull = (folder: string | undefined): boolean => {
    const room = folder === undefined ? undefined : roomAt(folder);
    return room !== undefined && isKeptForErasing(room);
  };
  return {
    fullOf: () => (isFull(folders.keys) ? "keys" : isFull(folders.database)),
    refusal(full) {
      const folder = full === "keys" ? folders.keys : folders.database;
      return new AgencyError("GATEWAY_STORE_FULL", `${folder}: what is left is kept for erasing`);
    },
  };
}
