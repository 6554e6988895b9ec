import type { FolderFault } from "@safepassage/agency/node";
import { GATEWAY_FINDINGS, type Level } from "./table.ts";

/** Something that stands in the way of a gateway, or will: where it is, and what to do about it. */
export interface Finding extends FolderFault {
  readonly level: Level;
}

export type FindingCode = keyof typeof GATEWAY_FINDINGS;

/** Makes a finding by its code. */
export function finding(
  code: FindingCode,
  file: string,
  more: Partial<Pick<Finding, "place" | "fix" | "level">> = {},
): Finding {
  const [level, sentence, fix] = GATEWAY_FINDINGS[code];
  return { level, code, file, sentence, fix, ...more };
}

/** Makes findings of the faults of files. They are mistakes, unless their code says otherwise. */
export function raise(
  faults: readonly FolderFault[],
  level: Level = "mistake",
): readonly Finding[] {
  return faults.map((fault) => ({ level, ...fault }));
}
