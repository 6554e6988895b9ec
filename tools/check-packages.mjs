// Packs every package as it would be published, and has two linters look at each: publint at what
// its manifest promises, attw at whether types and code resolve alike.
import { execFile, execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join, resolve } from "node:path";

const folder = mkdtempSync(join(tmpdir(), "safepassage-packages-"));
try {
  const pack = ["-r", "--filter", "./packages/*", "pack", "--pack-destination", folder];
  execFileSync("pnpm", pack, { stdio: ["ignore", "ignore", "inherit"] });
  const tarballs = readdirSync(folder).filter((name) => name.endsWith(".tgz"));
  if (tarballs.length < 3) throw new Error("run this in the root of the workspace, through pnpm");
  // Data has no types to look at.
  const withCode = tarballs.filter((name) => !name.startsWith("safepassage-vectors-"));
  const checks = [
    ...tarballs.map((name) => [binOf("publint"), "run", join(folder, name), "--strict"]),
    ...withCode.map((name) => [
      ...[binOf("@arethetypeswrong/cli"), join(folder, name)],
      ...["--profile", "esm-only", "--format", "ascii", "--no-emoji"],
    ]),
  ];
  const failed = (await Promise.all(inTurns(checks))).flat().filter((said) => said !== undefined);
  if (failed.length > 0) {
    console.error(failed.join("\n"));
    process.exitCode = 1;
  } else console.log(`${tarballs.length} packages, ${checks.length} checks`);
} finally {
  rmSync(folder, { recursive: true });
}

/** As many at once as there are cores. */
function inTurns(checks) {
  const waiting = [...checks];
  const work = async () => {
    const failed = [];
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      failed.push(await run(next));
    }
    return failed;
  };
  return Array.from({ length: availableParallelism() }, work);
}

/** What a check says against a package, or `undefined`. */
function run(args) {
  return new Promise((done) => {
    execFile(process.execPath, args, { encoding: "utf8" }, (error, stdout, stderr) => {
      done(error === null ? undefined : `${args.join(" ")}\n${stdout}${stderr}`);
    });
  });
}

/** The program of a package that the tools depend on. */
function binOf(name) {
  const home = resolve(import.meta.dirname, "node_modules", name);
  const { bin } = JSON.parse(readFileSync(join(home, "package.json"), "utf8"));
  return join(home, typeof bin === "string" ? bin : Object.values(bin)[0]);
}
