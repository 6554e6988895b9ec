import { isJsonObject, type Json } from "@safepassage/core";
import { optionInvalid } from "../errors/cli-error.ts";
import type { Io } from "../io/command.ts";
import type { CommonOptions } from "../read/options.ts";

/** The zod type of a file that a person writes. */
export type FormType = Parameters<typeof import("@safepassage/schema/form").templateOf>[0];

/** Options of a command that writes a file to fill in. */
export interface FormOptions extends CommonOptions {
  readonly set?: readonly string[];
}

/** Help texts of these options. */
export const SET = "fill in members, such as evaluation.nature=fact; of a list with commas";
export const OUT = "write it, readable by you only; default: print it";

/** Fills the values of `--set` into a form: a text, true, false, the items of a list, or a number where the form asks for one. */
export function setMembers(form: Json, given: readonly string[] = []): Json {
  let filled = form;
  for (const one of given) {
    const at = one.indexOf("=");
    if (at < 1) throw optionInvalid("--set takes member=value");
    filled = setMember(filled, one.slice(0, at).split("."), one.slice(at + 1));
  }
  return filled;
}

function setMember(form: Json | undefined, [name, ...more]: string[], text: string): Json {
  if (name === undefined) return readValue(form, text);
  const members = isJsonObject(form) ? form : {};
  const member = Object.hasOwn(members, name) ? members[name] : undefined;
  return { ...members, [name]: setMember(member, more, text) };
}

function readValue(was: Json | undefined, text: string): Json {
  if (Array.isArray(was)) return text === "" ? [] : text.split(",");
  const isNumber = typeof was === "string" && was.includes(NUMBER) && /^\d{1,9}$/.test(text);
  if (isNumber) return Number(text);
  return text === "true" || text === "false" ? text === "true" : text;
}

/** How a form asks for a number. */
const NUMBER = "A whole number from";

/** Writes or prints a form, and lists what is still to be filled in. */
export async function giveForm(
  io: Io,
  type: FormType,
  form: Json,
  { out, json: asJson = false }: FormOptions,
  more: object = {},
): Promise<void> {
  const { findIssues } = await import("@safepassage/schema/form");
  const issues = findIssues(type, form);
  const text = `${JSON.stringify(form, null, 2)}\n`;
  if (out !== undefined) await io.write(out, text, { secret: true });
  if (asJson) {
    io.out(JSON.stringify({ ...(out === undefined ? { form } : { out }), ...more, issues }));
    return;
  }
  if (out === undefined) {
    io.document(text.trimEnd());
    return;
  }
  io.out(
    `${out} ${issues.length === 0 ? "is whole." : "is written. To be filled in or corrected:"}`,
  );
  for (const { pointer, sentence, fix } of issues) {
    io.out(`  ${pointer}  ${wordsAt(form, pointer) ?? fix ?? sentence}`);
  }
}

/** What the form says to write there; undefined where something was written. */
function wordsAt(form: Json, pointer: string): string | undefined {
  const there = pointer
    .split("/")
    .slice(1)
    .reduce<Json | undefined>((at, name) => {
      if (Array.isArray(at)) return at[Number(name)];
      return isJsonObject(at) && Object.hasOwn(at, name) ? at[name] : undefined;
    }, form);
  return typeof there === "string" && there.startsWith("<") ? there : undefined;
}
