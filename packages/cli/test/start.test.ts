import { spawnSync } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { describe, expect, it } from "vitest";

describe("the start of the command", () => {
  it("loads no package that only some commands need", () => {
    // Each of the others costs more than node itself: a command imports them where it runs.
    expect([...packagesOf(resolve(import.meta.dirname, "../src/program.ts"))].sort()).toEqual([
      "@safepassage/core",
      "commander",
    ]);
  });
});

describe("a Node that is too old", () => {
  it("is told with the version that is needed, and where to get it", () => {
    const bin = resolve(import.meta.dirname, "../src/bin.ts");
    const old = `Object.defineProperty(process.versions, "node", { value: "20.19.2" });
      Object.defineProperty(process, "version", { value: "v20.19.2" });`;
    const { status, stderr } = spawnSync(
      process.execPath,
      ["--import", `data:text/javascript,${encodeURIComponent(old)}`, bin, "--help"],
      { encoding: "utf8" },
    );
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: `safepassage needs Node 24 or newer; this is v20.19.2.
hint: Install it from nodejs.org. In a checkout, npx -y pnpm@12 safepassage brings its own.
`,
    });
  });
});

describe("an output that cannot be written", () => {
  it.skipIf(!existsSync("/dev/full"))("is an error, and not silence", () => {
    const bin = resolve(import.meta.dirname, "../src/bin.ts");
    const full = openSync("/dev/full", "w");
    const { status, stderr } = spawnSync(
      process.execPath,
      ["--conditions=@safepassage/source", bin, "--help"],
      { stdio: ["ignore", full, "pipe"], encoding: "utf8" },
    );
    closeSync(full);
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: expect.stringContaining("(CLI_FILE_UNWRITABLE)"),
    });
  });

  it.skipIf(!existsSync("/dev/full"))(
    "ends no program where errors cannot be written either",
    () => {
      const bin = resolve(import.meta.dirname, "../src/bin.ts");
      const full = openSync("/dev/full", "w");
      for (const [args, expected] of [
        [["--help"], 2],
        [["receipt", "missing.txt"], 2],
      ] as const) {
        const { status } = spawnSync(
          process.execPath,
          ["--conditions=@safepassage/source", bin, ...args],
          { stdio: ["ignore", full, full] },
        );
        expect([args, status]).toEqual([args, expected]);
      }
      closeSync(full);
    },
  );

  it("ends as by SIGPIPE where its reader is gone, and says nothing", () => {
    const bin = resolve(import.meta.dirname, "../src/bin.ts");
    const command = `{ "${process.execPath}" --conditions=@safepassage/source "${bin}" --help; echo $? >&2; } | true`;
    for (let i = 0; i < 3; i++) {
      const { stderr } = spawnSync("sh", ["-c", command], { encoding: "utf8" });
      expect(stderr).toBe("141\n");
    }
  });
});

/** Packages that a file imports at once, by itself or through files beside it. */
function packagesOf(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return new Set();
  seen.add(file);
  const imports = readFileSync(file, "utf8").matchAll(
    /^(?:import|export) (?!type )[^;]*?from "([^"]+)";/gm,
  );
  const packages = new Set<string>();
  for (const [, name = ""] of imports) {
    const more = name.startsWith(".") ? packagesOf(join(dirname(file), name), seen) : [name];
    for (const one of more) if (!one.startsWith("node:")) packages.add(one);
  }
  return packages;
}
