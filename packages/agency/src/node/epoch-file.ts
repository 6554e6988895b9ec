import { closeSync, existsSync, openSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { parseJson } from "@safepassage/core";
import { type KeyEpoch, parseKeyEpochs } from "@safepassage/trust";
import { AgencyError } from "../setting/agency-error.ts";
import type { EpochStore } from "../setting/epoch-keys.ts";
import { readFile } from "../setting/read-file.ts";
import { discard, overwrite, withFile } from "../setting/secret-file.ts";
import { isFull } from "../setting/store-error.ts";

/**
 * An {@link EpochStore} in one file, readable by its owner only.
 *
 * The octets of a replaced file are overwritten. Copies may survive on a disk that remaps blocks, and in snapshots of
 * the file system: keep the file on a volume without either. If the new file cannot be written whole, the old one stays
 * as it is.
 *
 * @returns `save` throws {@link AgencyError} `GATEWAY_STORE_FULL`.
 */
export function openEpochFile(path: string): EpochStore {
  return {
    load() {
      if (!existsSync(path)) return [];
      return parseKeyEpochs(parseJson(readFile(path).toString(), { maxDepth: 4 }));
    },
    save(epochs) {
      const text = JSON.stringify(epochs.map(toStored));
      try {
        replaceFile(path, text);
      } catch (error) {
        throw isFull(error) ? new AgencyError("GATEWAY_STORE_FULL", path, { cause: error }) : error;
      }
    },
  };
}

/** Replaces a secret file by a whole new one, or leaves it as it is. Then overwrites the old octets. */
function replaceFile(path: string, text: string): void {
  const next = `${path}.next`;
  // A process that was killed may have left one.
  discard(next);
  // An open descriptor keeps the old octets reachable, so that they can be overwritten afterwards.
  const old = existsSync(path) ? openSync(path, "r+") : undefined;
  try {
    try {
      withFile(next, "wx", (file) => writeFileSync(file, text));
      // Nothing is replaced by a file that lacks a part.
      if (readFile(next).toString() !== text) throw new Error("not all of the keys were written");
      renameSync(next, path);
    } catch (error) {
      discard(next);
      throw error;
    }
    withFile(dirname(path), "r");
    if (old !== undefined) overwrite(old);
  } finally {
    if (old !== undefined) closeSync(old);
  }
}

/** Copies an epoch for storage. The secret part of a key is not enumerable, so it is named. */
function toStored({ jwk, from, until }: KeyEpoch): object {
  return { jwk: { ...jwk, d: jwk.d }, from, until };
}
