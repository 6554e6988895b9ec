import { type FileHandle, link as linkFile, open, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { CliError } from "../errors/cli-error.ts";
import { besideOf, removeLeftovers } from "./beside.ts";
import type { GrowingFile, OutputFile } from "./command.ts";
import { noteUnfinished } from "./unfinished.ts";

/** A file to be written, with its place; `path` is how the user spelled it. */
interface PlacedFile extends OutputFile {
  readonly place: string;
}

/** The part of a file system that tests replace: some have no links, and some fail. */
export interface FileSystem {
  link?(from: string, to: string): Promise<void>;
  giveAway?(file: FileHandle, path: string): Promise<void>;
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
  fileSystem?: FileSystem,
): Promise<void> {
  const begun: BegunFile[] = [];
  try {
    for (const file of files) {
      const one = await begin(file, fileSystem);
      begun.push(one);
      await one.append(file.text);
      await one.finish();
    }
    for (const one of begun) await one.name();
  } catch (error) {
    for (const one of begun) await one.discard();
    throw error;
  }
}

/**
 * Begins a file beside its place, under another name; see {@link writeNewFiles} for the reason.
 *
 * @throws {@link CliError} `CLI_FILE_UNWRITABLE`; when it is kept also `CLI_FILE_EXISTS`
 */
export async function beginNewFile(file: Omit<PlacedFile, "text">): Promise<GrowingFile> {
  const begun = await begin(file);
  return {
    ...begun,
    async keep() {
      await begun.finish();
      await begun.name();
    },
  };
}

interface BegunFile extends Omit<GrowingFile, "keep"> {
  /** Makes what was written durable. */
  finish(): Promise<void>;
  name(): Promise<void>;
}

async function begin(
  file: Omit<PlacedFile, "text">,
  { link = linkFile, giveAway: give = giveAway }: FileSystem = {},
): Promise<BegunFile> {
  const { place, secret = false } = file;
  await removeLeftovers(dirname(place));
  const beside = besideOf(place);
  const handle = await naming(file, () => open(beside, "wx", secret ? 0o600 : 0o644));
  const forget = noteUnfinished(beside);
  const discard = async (written: string): Promise<void> => {
    await handle.close();
    await rm(written, { force: true });
    forget();
  };
  try {
    await naming(file, () => give(handle, beside));
  } catch (error) {
    await discard(beside);
    throw error;
  }
  let isNamed = false;
  return {
    append: (text) => naming(file, () => handle.writeFile(text)),
    finish: () => naming(file, () => handle.sync().then(() => handle.close())),
    async name() {
      await naming(file, () => nameNew(beside, place, link));
      isNamed = true;
      await rm(beside, { force: true });
      forget();
    },
    discard: () => discard(isNamed ? place : beside),
  };
}

/** What root writes into the folder of another user belongs to that user: the gateway has to read it. */
async function giveAway({ fd }: FileHandle, path: string): Promise<void> {
  if (process.getuid?.() !== 0 || (await stat(dirname(path))).uid === 0) return;
  const { giveToOwner } = await import("@safepassage/agency/node");
  giveToOwner(fd, path);
}

/** Gives a file its name, unless that is taken. */
async function nameNew(
  from: string,
  to: string,
  link: NonNullable<FileSystem["link"]>,
): Promise<void> {
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
