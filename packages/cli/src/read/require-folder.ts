import { existsSync, readdirSync, type Stats, statSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { CliError } from "../errors/cli-error.ts";
import { EXIT, type Finish, type Io } from "../io/command.ts";
import { wordsOf } from "./needs.ts";
import { requireStart } from "./read-input.ts";

/** {@link requireAgencyFolder}, of all folders of agencies that a line names. */
export async function requireFolders(io: Io, command: Command, finish: Finish): Promise<void> {
  try {
    for (const folder of foldersOf(command)) {
      await requireAgencyFolder(io, folder, TELL_ALL.has(command.name()));
    }
  } catch (error) {
    // No supervisor starts it again for that.
    if (command.name() === "run") finish(EXIT.mend);
    throw error;
  }
}

/**
 * Refuses a file, or the folder of something else, in the place of an agency's folder. To list what an agency's folder lacks
 * there would have a person make new keys in it. What is not there at all passes: the command tells that itself.
 *
 * @param tellsAll - Whether the command has to tell of any folder what it lacks.
 */
export async function requireAgencyFolder(io: Io, folder: string, tellsAll = false): Promise<void> {
  const place = io.place(folder);
  const found = lookAt(place);
  if (found?.isFile() === true) {
    await requireStart(io, folder, "agencyFolder");
    throw refused(`${folder} is a file`);
  }
  if (tellsAll || found?.isDirectory() !== true) return;
  const names = namesIn(place);
  if (names === undefined || OF_AN_AGENCY.some((name) => names.includes(name))) return;
  const inside = names.filter((name) => existsSync(join(place, name, CONFIG)));
  const there = inside.length === 0 ? "" : `. In it are those of ${inside.sort().join(", ")}`;
  throw refused(`${folder} is a folder, and no agency's`, there);
}

/** What stands at a place; `undefined` if there is nothing, or this user may not look: the command tells that itself. */
function lookAt(place: string): Stats | undefined {
  try {
    return statSync(place, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** The names in a folder; `undefined` if this user may not read them. The folder of a gateway is often another user's. */
function namesIn(place: string): readonly string[] | undefined {
  try {
    return readdirSync(place);
  } catch {
    return undefined;
  }
}

const refused = (found: string, more = ""): CliError =>
  new CliError("CLI_FILE_KIND", `${found}; needed is ${wordsOf("agencyFolder")}${more}`);

/** The folders of agencies that a line names: the command's own, and that of a partner. */
function foldersOf(command: Command): readonly string[] {
  const isMaking = command.parent?.name() === "init";
  const own = command.registeredArguments.findIndex((argument) => argument.name() === "folder");
  const options: Readonly<Record<string, unknown>> = command.opts();
  const named = [
    isMaking || own < 0 ? undefined : command.args[own],
    HAVE_PARTNER.has(command.name()) ? options["to"] : undefined,
    isMaking && command.name() === "request" ? options["from"] : undefined,
  ];
  return named.filter((one) => typeof one === "string");
}

const CONFIG = "agency.json";
const OF_AN_AGENCY = [CONFIG, "registry-key.json", "keys", "state"];
const HAVE_PARTNER: ReadonlySet<string> = new Set(["send", "withdraw"]);
const TELL_ALL: ReadonlySet<string> = new Set(["check", "doctor", "run"]);
