import { resolve } from "node:path";
import {
  FOLDER,
  isKeptForErasing,
  lookAt,
  type Room,
  type RoomAt,
  roomOf,
} from "@safepassage/agency/node";
import { type Finding, finding } from "./finding.ts";

/**
 * Finds which disks of a folder have only the room left that is kept for erasing, or none for the files that a start makes.
 *
 * @param isServer - Whether the database is on a server, whose disk nobody sees from here.
 */
export function judgeRoom(
  folder: string,
  isServer: boolean,
  roomAt: RoomAt = roomOf,
): readonly Finding[] {
  return storedIn(folder, isServer).flatMap((name) => {
    const room = roomAt(resolve(folder, name));
    return room !== undefined && isFull(room) ? [finding("STORE_FULL", name)] : [];
  });
}

/**
 * Finds which disks of a folder have little room left: less than 1 GiB, or than a tenth of a disk that is smaller than 10 GiB; or
 * fewer than 10,000 files that can still be made, or than a tenth of all. A person has time to do something about it then.
 */
export function judgeLowRoom(
  folder: string,
  isServer: boolean,
  roomAt: RoomAt = roomOf,
): readonly Finding[] {
  return storedIn(folder, isServer).flatMap((name) => {
    const room = roomAt(resolve(folder, name));
    return room !== undefined && isLow(room) ? [finding("DISK_LOW", name)] : [];
  });
}

/** Looks at the disks of a folder, for the metrics. Those that cannot be looked at are left out. */
export function roomsIn(folder: string, isServer: boolean): readonly DiskRoom[] {
  return storedIn(folder, isServer).flatMap((name) => {
    const room = roomOf(resolve(folder, name));
    return room === undefined ? [] : [{ ...room, folder: name }];
  });
}

const isFull = (room: Room): boolean =>
  isKeptForErasing(room) || (room.freeFiles ?? LEAST_FILES) < LEAST_FILES;

function isLow({ free, all, freeFiles, allFiles = 0 }: Room): boolean {
  const isShortOfFiles = freeFiles !== undefined && freeFiles < Math.min(FEW_FILES, allFiles / 10);
  return free < Math.min(LITTLE, all / 10) || isShortOfFiles;
}

/** The folders in which a gateway writes what it must not lose. */
function storedIn(folder: string, isServer: boolean): readonly string[] {
  const keys = [FOLDER.contentKeys, FOLDER.keys].find((name) => lookAt(folder, name));
  return [...(isServer ? [] : [FOLDER.state]), ...(keys === undefined ? [] : [keys])];
}

/** The room on the disk of a folder, such as `state`. */
export interface DiskRoom extends Room {
  readonly folder: string;
}
/** 1 GiB. */
const LITTLE = 1_073_741_824;
/** Logs, indexes and locks of two databases, and what is written beside a file that it replaces. */
const LEAST_FILES = 8;
const FEW_FILES = 10_000;
