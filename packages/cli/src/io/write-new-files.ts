import { randomBytes } from "node:crypto";
import { link as linkFile, open, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { CliError } from "../errors/cli-error.ts";
import type { GrowingFile, OutputFile } from "./command.ts";

/** A file to be written, with its place; `path` is how the user spelled it. */
interface PlacedFile extends OutputFile {
  readonly place: string;
}

/** The part of a file system that tests replace: some have no links. */
export interface FileSystem {
  link(from: string, to: string): Promise<void>;
}

/**
 * Writes new files, all of them or none, and replaces nothing.
 *
 * Each file is first written under another name beside its place, then gets its name. So a file is never
 * found half written, and if the second fails, the first is removed.
 *
 * @throws {@link CliError} `CLI_FILE_EXISTS`, `CLI_FILE_UNWRITABLE`
 */
export async function writeNewFiles(
  files: readonly PlacedFile[],
  { link }: FileSystem = { link: linkFile },
): Promise<void> {
  const temporary: string[] = [];
  const named: string[] = [];
  try {
    for (const file of files)
      await naming(file, async () => temporary.push(await writeBeside(file)));
    for (const [index, file] of files.entries()) {
      await naming(file, () => nameNew(temporary[index] ?? "", file.place, link));
      named.push(file.place);
    }
  } catch (error) {
    for (const path of named) await rm(path, { force: true });
    throw error;
  } finally {
    for (const path of temporary) await rm(path, { force: true });
  }
}

/**
 * Begins a file beside its place, under another name; see {@link writeNewFiles} for the reason.
 *
 * @throws {@link CliError} `CLI_FILE_UNWRITABLE`; when it is kept also `CLI_FILE_EXISTS`
 */
export async function beginNewFile(file: Omit<PlacedFile, "text">): Promise<GrowingFile> {
  const { place, secret = false } = file;
  const beside = besideOf(place);
  const handle = await naming(file, () => open(beside, "wx", secret ? 0o600 : 0o644));
  let isKept = false;
  const close = async (): Promise<void> => {
    await handle.close();
  };
  return {
    append: (text) => naming(file, () => handle.writeFile(text)),
    async keep() {
      await naming(file, async () => {
        await handle.sync();
        await close();
        await nameNew(beside, place, linkFile);
      });
      isKept = true;
      await rm(beside, { force: true });
    },
    async discard() {
      await close();
      await rm(isKept ? place : beside, { force: true });
    },
  };
}

const besideOf = (place: string): string =>
  join(dirname(place), `.${basename(place)}.${randomBytes(6).toString("hex")}.tmp`);

async function writeBeside({ place, text, secret = false }: PlacedFile): Promise<string> {
  const beside = besideOf(place);
  await using file = await open(beside, "wx", secret ? 0o600 : 0o644);
  try {
    await file.writeFile(text);
    await file.sync();
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
  return beside;
}

/** Gives a file its name, unless that is taken. */
async function nameNew(from: string, to: string, link: FileSystem["link"]): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    if (!NO_LINKS.has((error as NodeJS.ErrnoException).code ?? "")) throw error;
    // A memory stick may have no links. The name is taken empty, which only one can do, then filled.
    await (await open(to, "wx", 0o600)).close();
    await rename(from, to).catch(async (cause) => {
      await rm(to, { force: true });
      throw cause;
    });
  }
}

/** Names the output file in a failure. */
async function naming<T>({ path }: { readonly path: string }, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const exists = (cause as NodeJS.ErrnoException).code === "EEXIST";
    const code = exists ? "CLI_FILE_EXISTS" : "CLI_FILE_UNWRITABLE";
    throw new CliError(code, path, { cause });
  }
}

/** Errors of file systems without hard links: FAT and some network folders. */
const NO_LINKS: ReadonlySet<string> = new Set(["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS"]);
