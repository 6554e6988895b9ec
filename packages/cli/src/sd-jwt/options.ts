import { type JwsAlgorithm, PROTOCOL_ALGORITHMS } from "@safepassage/core";
import type { SdJwtForm } from "@safepassage/disclosure";
import { optionInvalid, optionMissing } from "../errors/cli-error.ts";
import type { Io } from "../io/command.ts";
import { requireKind } from "../read/needs.ts";
import type { CommonOptions } from "../read/options.ts";
import { readJson } from "../read/read-input.ts";

/** Which claims an option names, and a file that names more. */
export interface PointerOptions extends CommonOptions {
  readonly disclose?: readonly string[];
  readonly discloseFile?: string;
}

/** JSON pointers of `--disclose` and of the array in `--disclose-file`. */
export async function readPointers(io: Io, options: PointerOptions): Promise<readonly string[]> {
  const { disclose = [], discloseFile } = options;
  if (discloseFile === undefined) return disclose;
  const list = await readJson(io, discloseFile, "pointers");
  if (!Array.isArray(list) || !list.every((one) => typeof one === "string")) {
    requireKind(discloseFile, list, "pointers");
    throw optionInvalid(`${discloseFile} is not an array of JSON pointers`);
  }
  return [...disclose, ...(list as readonly string[])];
}

export function readForm(option: string, value: string): SdJwtForm {
  return readChoice(option, value, ["compact", "flattened", "general"]);
}

export function readChoice<const T extends string>(
  option: string,
  value: string,
  choices: readonly T[],
): T {
  const choice = choices.find((one) => one === value);
  if (choice !== undefined) return choice;
  throw optionInvalid(`${option} is ${choices.join(", ")}`);
}

/** A whole number of at least `min`. */
export function readNumber(option: string, value: string, min: number, max = 1e9): number {
  if (/^\d{1,10}$/.test(value) && Number(value) >= min && Number(value) <= max) {
    return Number(value);
  }
  throw optionInvalid(`${option} is a whole number from ${min} to ${max}`);
}

/** The table of the algorithms named; all that there are where none is. */
export function readAlgorithms(
  names: readonly string[] = Object.keys(PROTOCOL_ALGORITHMS),
): Readonly<Record<string, JwsAlgorithm>> {
  const table = Object.entries(PROTOCOL_ALGORITHMS);
  for (const name of names) readChoice("--alg", name, Object.keys(PROTOCOL_ALGORITHMS));
  return Object.fromEntries(table.filter(([name]) => names.includes(name)));
}

/** The value of an option that another one makes necessary. */
export function requireOption(name: string, value: string | undefined, why: string): string {
  if (value !== undefined && value !== "") return value;
  throw optionMissing(`${name} is needed ${why}`);
}
