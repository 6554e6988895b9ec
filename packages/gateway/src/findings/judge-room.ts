import { statfsSync } from "node:fs";
import { resolve } from "node:path";
import { FOLDER, lookAt } from "@safepassage/agency/node";
import { type Finding, finding } from "./finding.ts";

/**
 * Finds which disks of a folder have no room for an ordinary message, or for the files that a start makes. A gateway that runs
 * finds it out by a write, which a check must not make.
 *
 * @param isServer - Whether the database is on a server, whose disk nobody sees from here.
 */
export function judgeRoom(
  folder: string,
  isServer: boolean,
  roomAt: RoomAt = roomOf,
): readonly Finding[] {
  return storedIn(folder, isServer).flatMap((name) => {
    const { free = LEAST, freeFiles = LEAST_FILES } = roomAt(resolve(folder, name)) ?? {};
    return free < LEAST || freeFiles < LEAST_FILES ? [finding("STORE_FULL", name)] : [];
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

function isLow({ free, all, freeFiles, allFiles = 0 }: Room): boolean {
  const isShortOfFiles = freeFiles !== undefined && freeFiles < Math.min(FEW_FILES, allFiles / 10);
  return free < Math.min(LITTLE, all / 10) || isShortOfFiles;
}

/** The folders in which a gateway writes what it must not lose. */
function storedIn(folder: string, isServer: boolean): readonly string[] {
  const keys = [FOLDER.contentKeys, FOLDER.keys].find((name) => lookAt(folder, name));
  return [...(isServer ? [] : [FOLDER.state]), ...(keys === undefined ? [] : [keys])];
}

/** Octets of a disk, and those that are free; the same of files, where the disk bounds how many there can be. */
export interface Room {
  readonly free: number;
  readonly all: number;
  readonly freeFiles?: number;
  readonly allFiles?: number;
}
/** The room on the disk of a folder, such as `state`. */
export interface DiskRoom extends Room {
  readonly folder: string;
}
type RoomAt = (path: string) => Room | undefined;

/** Looks at the disk of a path; `undefined` if it is not there, or cannot be looked at: others say so. */
export function roomOf(path: string): Room | undefined {
  try {
    const { bavail, blocks, bsize, files, ffree } = statfsSync(path);
    const room = { free: bavail * bsize, all: blocks * bsize };
    return files > 0 ? { ...room, freeFiles: ffree, allFiles: files } : room;
  } catch {
    return undefined;
  }
}

/** What the store writes to find out whether there is room again, and the index of its log. */
const LEAST = 262_144 + 65_536;
/** 1 GiB. */
const LITTLE = 1_073_741_824;
/** Logs, indexes and locks of two databases, and what is written beside a file that it replaces. */
const LEAST_FILES = 8;
const FEW_FILES = 10_000;
