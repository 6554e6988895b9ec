import type { Io } from "../io/command.ts";

/** Says what to do about a code of this program's own. */
export async function printHint(io: Io, code: string | undefined): Promise<void> {
  const { AGENCY_ERRORS } = await import("@safepassage/agency");
  const rows: Readonly<Record<string, { readonly hint: string }>> = AGENCY_ERRORS;
  const hint = code !== undefined && Object.hasOwn(rows, code) ? rows[code]?.hint : undefined;
  if (hint !== undefined) io.out(hint);
}
