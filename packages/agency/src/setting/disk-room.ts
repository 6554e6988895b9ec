import { statfsSync } from "node:fs";

/** Octets of a disk, and those that are free; the same of files, where the disk bounds how many there can be. */
export interface Room {
  readonly free: number;
  readonly all: number;
  readonly freeFiles?: number;
  readonly allFiles?: number;
}

/** Looks at the disk of a path. */
export type RoomAt = (path: string) => Room | undefined;

/** Looks at the disk of a path; `undefined` if it is not there, or says nothing of its size. */
export function roomOf(path: string): Room | undefined {
  try {
    const { bavail, blocks, bsize, files, ffree } = statfsSync(path);
    if (blocks === 0) return undefined;
    const room = { free: bavail * bsize, all: blocks * bsize };
    return files > 0 ? { ...room, freeFiles: ffree, allFiles: files } : room;
  } catch {
    return undefined;
  }
}

/**
 * Whether a disk has only the room left that is kept for erasing, and for what cannot wait: 16 MiB, or the fortieth part of a smaller
 * disk. An erasure has to be written, too: on a disk that is full to its end, what is due would stay.
 *
 * @param share - How much of that room is meant. Default: all.
 */
export const isKeptForErasing = ({ free, all }: Room, share = 1): boolean =>
  free < Math.min(KEPT_FOR_ERASING, all / 40) * share;

/** 16 MiB. */
export const KEPT_FOR_ERASING = 16_777_216;
