import { toInstant } from "@safepassage/core";
import { CliError, optionInvalid } from "../errors/cli-error.ts";
import type { Io } from "../io/command.ts";

/** Options of nearly every command. */
export interface CommonOptions {
  readonly out?: string;
  readonly now?: string;
  readonly json?: boolean;
}

/** Refuses before any work if an output file exists: half a result is worse than none. */
export async function requireFree(
  io: Io,
  ...paths: readonly (string | undefined)[]
): Promise<void> {
  for (const path of paths) {
    if (path !== undefined && (await io.exists(path))) throw new CliError("CLI_FILE_EXISTS", path);
  }
}

/** The time to act at: `--now`, or the clock. */
export function readNow(io: Io, now: string | undefined, option = "--now"): Date {
  if (now === undefined) return io.now();
  const date = new Date(now);
  // A day that no month has, such as 30 February, would be read as one of the next month.
  if (Number.isNaN(date.getTime()) || toInstant(date) !== now) {
    throw optionInvalid(`${option} is an instant such as 2026-11-24T09:02:00Z`);
  }
  return date;
}

/** A day as it was typed, if the calendar has it. */
export function readDay(option: string, day: string): string {
  const date = new Date(`${day}T00:00:00Z`);
  if (!Number.isNaN(date.getTime()) && toInstant(date).slice(0, 10) === day) return day;
  throw optionInvalid(`${option} is a day such as 2026-11-24`);
}

/** Checks the form of an entity id in an option, not whether the registry lists it. */
export async function requireEntity(option: string, entity: string): Promise<void> {
  const { valueSchema } = await import("@safepassage/schema");
  const form = valueSchema("env.recipient.agencyId", { test: true });
  if (form.safeParse(entity).success) return;
  throw optionInvalid(`${option} is an entity id such as https://ngo-c.test`);
}

/** Checks the form of the agency's own entity id, where it is given. */
export async function requireOwn({ as }: { readonly as?: string | undefined }): Promise<void> {
  if (as !== undefined) await requireEntity("--as", as);
}

/** Reads how surely an agency knows its officer: 1 low, 2 substantial, 3 high. */
export function readAssurance(level: string): number {
  if (/^[123]$/.test(level)) return Number(level);
  throw optionInvalid("--officer-assurance is 1, 2 or 3");
}

/** Refuses options that would be ignored: someone would believe that they had an effect. */
export function requireWithout(options: object, names: readonly string[], why: string): void {
  const given = new Map(Object.entries(options));
  const stray = names.find((name) => given.get(name) !== undefined);
  if (stray === undefined) return;
  const option = stray.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  throw optionInvalid(`--${option} means nothing ${why}`);
}
