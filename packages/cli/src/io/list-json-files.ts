import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { CliError } from "../errors/cli-error.ts";
import { requireFile } from "./open-input.ts";

/**
 * Lists the files that a path stands for: itself, or those of a folder and of the folders in it. Links
 * to folders are not followed, so that no folder is read twice or for ever.
 *
 * @param locate - Resolves a path that was typed.
 * @param names - Pattern of the names of files in a folder.
 * @throws CliError `CLI_FILE_UNREADABLE` for a device, a pipe and what cannot be read, `CLI_FOLDER_EMPTY`.
 */
export async function* listJsonFiles(
  path: string,
  locate: (path: string) => string,
  names = NAME,
): AsyncGenerator<string> {
  const found = await stat(locate(path)).catch((cause: unknown) => {
    throw new CliError("CLI_FILE_UNREADABLE", path, { cause });
  });
  if (!found.isDirectory()) {
    requireFile(path, found);
    yield path;
    return;
  }
  let files = 0;
  for await (const file of walk(path, { locate, names }, 0)) {
    files++;
    yield file;
  }
  if (files === 0) throw new CliError("CLI_FOLDER_EMPTY", path);
}

async function* walk(
  folder: string,
  how: { readonly locate: (path: string) => string; readonly names: RegExp },
  depth: number,
): AsyncGenerator<string> {
  const { locate, names } = how;
  if (depth > MAX_DEPTH) throw new CliError("CLI_FILE_UNREADABLE", `${folder} is nested too deep`);
  const entries = await readdir(locate(folder), { withFileTypes: true }).catch((cause: unknown) => {
    throw new CliError("CLI_FILE_UNREADABLE", folder, { cause });
  });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.name.startsWith(".")) continue;
    if (entry.isDirectory()) yield* walk(path, how, depth + 1);
    else if (names.test(entry.name)) yield path;
  }
}

const NAME = /\.(json|jsonl|ndjson)$/;
const MAX_DEPTH = 32;
