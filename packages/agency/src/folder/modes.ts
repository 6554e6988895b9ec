import { type FolderFault, folderFault } from "./fault.ts";
import { lookAt } from "./read-part.ts";

/** Finds what others than its owner may read or change, and must not. What is not there has no fault. */
export function openToOthers(folder: string, file: string): readonly FolderFault[] {
  return modeOf(folder, file) & OTHERS ? [folderFault("OPEN_TO_OTHERS", file)] : [];
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
