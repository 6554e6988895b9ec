import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { parseJson } from "@safepassage/core";
import { type KeyEpoch, parseKeyEpochs } from "@safepassage/trust";
import type { EpochStore } from "../setting/standing.ts";

/**
 * An {@link EpochStore} in one file, readable by its owner only.
 *
 * The octets of a replaced file are overwritten. Copies may survive on a disk that remaps blocks, and in snapshots of
 * the file system: keep the file on a volume without either.
 */
export function openEpochFile(path: string): EpochStore {
  return {
    load() {
      if (!existsSync(path)) return [];
      return parseKeyEpochs(parseJson(readFileSync(path, "utf8"), { maxDepth: 4 }));
    },
    save(epochs) {
      const next = `${path}.next`;
      withFile(next, "w", (file) => writeSync(file, JSON.stringify(epochs.map(toStored))));
      // An open descriptor keeps the old octets reachable, so that they can be overwritten afterwards.
      const old = existsSync(path) ? openSync(path, "r+") : undefined;
      renameSync(next, path);
      withFile(dirname(path), "r");
      if (old === undefined) return;
      writeSync(old, new Uint8Array(statSync(path).size + 4096), 0, undefined, 0);
      fsyncSync(old);
      closeSync(old);
    },
  };
}

/** Copies an epoch for storage. The secret part of a key is not enumerable, so it is named. */
function toStored({ jwk, from, until }: KeyEpoch): object {
  return { jwk: { ...jwk, d: jwk.d }, from, until };
}

/** Opens a file or a folder, and waits until what was done to it is on the disk. */
function withFile(path: string, flags: string, work?: (file: number) => void): void {
  const file = openSync(path, flags, 0o600);
  work?.(file);
  fsyncSync(file);
  closeSync(file);
}
