import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { assertPrivate, CACHE } from "./cache.ts";

/**
 * Unpacks Chromium once for each version, into the workspace.
 *
 * @returns The folder, which other users cannot enter.
 */
export async function unpackChromium(): Promise<string> {
  const entry = createRequire(import.meta.url).resolve("@sparticuz/chromium");
  const root = dirname(dirname(entry));
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const folder = join(CACHE, `chromium-${version}`);
  if (!existsSync(folder)) {
    await unpackInto(
      folder,
      ARCHIVES.map((name) => join(root, "bin", name)),
    );
  }
  assertPrivate(folder);
  return folder;
}

/** Unpacks aside and renames, so that two runs at once never see half a browser. */
async function unpackInto(folder: string, archives: readonly string[]): Promise<void> {
  mkdirSync(CACHE, { recursive: true });
  const aside = mkdtempSync(join(CACHE, "unpack-"));
  try {
    // The package unpacks into the temporary folder of its process, so it gets a process of its own.
    await promisify(execFile)(process.execPath, [INFLATE, ...archives], {
      env: { ...process.env, TMPDIR: aside },
    });
    renameSync(aside, folder);
  } catch (error) {
    rmSync(aside, { recursive: true });
    // Another process may have made it meanwhile.
    if (!existsSync(folder)) throw error;
  }
}

const INFLATE = join(import.meta.dirname, "inflate.ts");

// Without its fonts, which are one family and lack Arabic.
const ARCHIVES = ["chromium.br", "swiftshader.tar.br", "al2023.tar.br"];
