import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";
import { inject } from "vitest";

/** Lines of a shell that are shown as one example, run as they stand. */
export type Example = string;

/** A folder, and a shell in it. */
export type Shell = ReturnType<typeof openShell>;

/** Opens a shell in a new folder with these files, in which `safepassage` is a command. */
export function openShell(
  files: ReadonlyMap<string, string>,
  { hasNetwork = false }: { readonly hasNetwork?: boolean } = {},
) {
  const place = mkdtempSync(join(tmpdir(), "safepassage-shell-"));
  const folder = join(place, "work");
  mkdirSync(folder);
  for (const [name, text] of files) {
    mkdirSync(dirname(join(folder, name)), { recursive: true, mode: 0o700 });
    // Keys among them are refused where others may read them.
    writeFileSync(join(folder, name), text, { mode: 0o600 });
  }
  const env = environmentOf([writeCommand(place, hasNetwork), process.env["PATH"]].join(delimiter));
  return {
    folder,
    run(lines: Example) {
      const options = { cwd: folder, env, encoding: "utf8", timeout: 60_000 } as const;
      return spawnSync("/bin/sh", ["-e", "-c", lines], options);
    },
    [Symbol.dispose]: () => rmSync(place, { recursive: true }),
  };
}

/** The environment of a command. None needs to read all sources anew. */
export function environmentOf(PATH: string | undefined) {
  return { PATH, NODE_COMPILE_CACHE: resolve(import.meta.dirname, "../../../.cache/compile") };
}

/** Makes `safepassage` a command: the one of these sources, with no network to reach unless it has one. */
function writeCommand(folder: string, hasNetwork: boolean): string {
  const bin = join(folder, "bin");
  mkdirSync(bin);
  const command = join(bin, "safepassage");
  const limits = hasNetwork ? "" : `--import "${NO_NETWORK}"`;
  writeFileSync(
    command,
    `#!/bin/sh\nexec "${process.execPath}" ${limits} "${inject("programs").command}" "$@"\n`,
  );
  chmodSync(command, 0o755);
  return bin;
}

/** A module that ends the process at the first thing that asks for a network. */
export const NO_NETWORK = resolve(import.meta.dirname, "no-network.mjs");
