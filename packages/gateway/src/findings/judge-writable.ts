import { accessSync, constants } from "node:fs";
import { resolve } from "node:path";
import { FOLDER, KEY_FILES, lookAt } from "@safepassage/agency/node";
import { type Finding, finding } from "./finding.ts";

/** Finds which of its own files and folders the program cannot write to. What is not there yet has no finding. */
export function judgeWritable(folder: string): readonly Finding[] {
  const unwritable = (name: string): boolean => {
    const found = lookAt(folder, name);
    return found !== undefined && found !== "unreadable" && !isWritable(resolve(folder, name));
  };
  return [
    ...STATE.filter(unwritable).map((name) => finding("STATE_UNWRITABLE", name)),
    ...KEYS.filter(unwritable).map((name) => finding("KEYS_UNWRITABLE", name)),
  ];
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

const STATE = [FOLDER.state, FOLDER.database, `${FOLDER.database}.lock`];
const KEYS = [
  ...[FOLDER.keys, FOLDER.epochs, FOLDER.contentKeys],
  ...[KEY_FILES.keys, KEY_FILES.journal, KEY_FILES.commits, KEY_FILES.lock].map(
    (name) => `${FOLDER.contentKeys}/${name}`,
  ),
];
