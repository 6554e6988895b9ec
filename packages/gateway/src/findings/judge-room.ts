import { statfsSync } from "node:fs";
import { resolve } from "node:path";
import { FOLDER, lookAt } from "@safepassage/agency/node";
import { type Finding, finding } from "./finding.ts";

/**
 * Finds which disks of a folder have no room for an ordinary message. A gateway that runs finds it out by a write, which a
 * check must not make.
 *
 * @param isServer - Whether the database is on a server, whose disk nobody sees from here.
 */
export function judgeRoom(
  folder: string,
  isServer: boolean,
  freeAt: (path: string) => number | undefined = freeOctetsAt,
): readonly Finding[] {
  const keys = [FOLDER.contentKeys, FOLDER.keys].find((name) => lookAt(folder, name));
  const places = [...(isServer ? [] : [FOLDER.state]), ...(keys === undefined ? [] : [keys])];
  return places.flatMap((name) => {
    const free = freeAt(resolve(folder, name));
    return free !== undefined && free < LEAST ? [finding("STORE_FULL", name)] : [];
  });
}

function freeOctetsAt(path: string): number | undefined {
  try {
    const { bavail, bsize } = statfsSync(path);
    return bavail * bsize;
  } catch {
    // It is not there, or cannot be looked at: others say so.
    return undefined;
  }
}

/** What the store writes to find out whether there is room again, and the index of its log. */
const LEAST = 262_144 + 65_536;
