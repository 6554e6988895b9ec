import { execFileSync } from "node:child_process";

/**
 * Runs Node with files that may have so many blocks of 512 octets, as on a full disk, which a test cannot make. Returns what
 * it prints.
 */
export function inLittleRoom(blocks: number, ...args: readonly string[]): string {
  const limited = `ulimit -f ${blocks}; exec "$0" "$@"`;
  const node = [process.execPath, "--conditions=@safepassage/source"];
  return execFileSync("sh", ["-c", limited, ...node, ...args], { encoding: "utf8" }).trim();
}
