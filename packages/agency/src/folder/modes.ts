import { readdirSync, realpathSync } from "node:fs";
import { join, resolve } from "node:path";
import { type FolderFault, folderFault } from "./fault.ts";
import { lookAt } from "./read-part.ts";

/** Finds what others than its owner may read or change, and must not. What is not there has no fault. */
export function openToOthers(folder: string, file: string): readonly FolderFault[] {
  return modeOf(folder, file) & OTHERS ? [folderFault("OPEN_TO_OTHERS", file)] : [];
}

/** Finds the same of everything in a folder, at any depth and behind any link. */
export function openToOthersBelow(folder: string, name: string): readonly FolderFault[] {
  return namesBelow(folder, name, new Set()).flatMap((file) => openToOthers(folder, file));
}

function namesBelow(folder: string, name: string, seen: Set<string>): readonly string[] {
  const found = lookAt(folder, name);
  if (found === undefined || found === "unreadable" || !found.isDirectory()) return [];
  // Links may lead in a circle.
  const real = realpathSync(resolve(folder, name));
  if (seen.has(real)) return [];
  seen.add(real);
  return namesIn(real).flatMap((entry) => {
    const file = join(name, entry);
    return [file, ...namesBelow(folder, file, seen)];
  });
}

/** A folder that this program may not look into holds nothing of its own: a volume has `lost+found`. */
function namesIn(path: string): readonly string[] {
  try {
    return readdirSync(path).sort();
  } catch {
    return [];
  }
}

/** Finds what others than its owner may change, and must not. */
export function writableByOthers(folder: string, file: string): readonly FolderFault[] {
  return modeOf(folder, file) & OTHERS_WRITE ? [folderFault("WRITABLE_BY_OTHERS", file)] : [];
}

function modeOf(folder: string, file: string): number {
  const found = lookAt(folder, file);
  return found === undefined || found === "unreadable" ? 0 : found.mode;
}

/** Group and all others. */
const OTHERS = 0o077;
const OTHERS_WRITE = 0o022;
