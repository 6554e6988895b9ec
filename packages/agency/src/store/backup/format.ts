import { AgencyError } from "../../setting/agency-error.ts";
import { fromJson, toJson } from "../sql/encode.ts";
import { TABLE_NAMES, type TableName } from "../sql/table-names.ts";

/**
 * A backup is a text of lines, each an array in JSON: a head, the rows of each table, and an end with how many rows there
 * are. It is the same for each engine, so that a store can move from one to the other.
 */
export interface BackupHead {
  readonly format: "safepassage-backup";
  /** Version of the tables. */
  readonly schema: number;
  /** When it was begun. Instant. */
  readonly at: string;
}

/** A row of a table as an engine gives it. */
export type BackupRow = Readonly<Record<string, string | number | Uint8Array | null>>;

/** One line of a backup. */
export type BackupLine =
  | readonly ["head", BackupHead]
  | readonly [TableName, BackupRow]
  | readonly ["end", Readonly<Record<string, number>>];

/** Writes a line, with its end. Octets are objects with their base64. */
export function encodeBackupLine([name, value]: BackupLine): string {
  const told = Object.entries(value).map(([column, one]) => [
    column,
    one instanceof Uint8Array ? { base64: Buffer.from(one).toString("base64") } : one,
  ]);
  return `${toJson([name, Object.fromEntries(told)])}\n`;
}

/**
 * Reads a line.
 *
 * @throws AgencyError `GATEWAY_BACKUP_INVALID`.
 */
export function parseBackupLine(text: string): BackupLine {
  const [name, value] = parsed(text);
  if (name === "head" || name === "end") return [name, value] as unknown as BackupLine;
  if (typeof name !== "string" || !Object.hasOwn(TABLE_NAMES, name)) throw invalid("another table");
  return [name as TableName, rowOf(value)];
}

function rowOf(value: object): BackupRow {
  const columns = Object.entries(value).map(([column, one]: [string, unknown]) => {
    if (one === null || typeof one === "string" || typeof one === "number") return [column, one];
    const { base64 } = one as { readonly base64?: unknown };
    if (typeof base64 !== "string") throw invalid("a value of another type");
    return [column, new Uint8Array(Buffer.from(base64, "base64"))];
  });
  return Object.fromEntries(columns) as BackupRow;
}

function parsed(text: string): readonly [unknown, object] {
  let line: unknown;
  try {
    line = fromJson(text);
  } catch (cause) {
    throw invalid("no JSON", cause);
  }
  const [name, value, ...more] = Array.isArray(line) ? line : [];
  if (more.length > 0 || typeof value !== "object" || value === null)
    throw invalid("no line of a backup");
  return [name, value];
}

/** Makes the error for a text that is no whole backup. */
export const invalid = (why: string, cause?: unknown): AgencyError =>
  new AgencyError("GATEWAY_BACKUP_INVALID", why, { cause });
