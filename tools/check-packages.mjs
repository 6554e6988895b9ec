// Packs every package as it would be published, and has two linters look at each: publint at what
// its manifest promises, attw at whether types and code resolve alike.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import { publint } from "publint";
import { formatMessage } from "publint/utils";

/** Ways of resolving a module that packages of ES modules alone do not serve. */
const NOT_SERVED = ["node10", "node16-cjs"];
/** Packages of data, which have no types to look at. */
const DATA = /^safepassage-(vectors|words)-/;

const folder = mkdtempSync(join(tmpdir(), "safepassage-packages-"));
try {
  const published = ["--filter", "./packages/*", "--filter", "@safepassage/console"];
  const pack = ["-r", ...published, "pack", "--pack-destination", folder];
  execFileSync("pnpm", pack, { stdio: ["ignore", "ignore", "inherit"] });
  const names = readdirSync(folder).filter((name) => name.endsWith(".tgz"));
  if (names.length < 3) throw new Error("run this in the root of the workspace, through pnpm");
  let checks = 0;
  for (const name of names) {
    const tarball = readFileSync(join(folder, name));
    const faults = [...(await manifestFaults(tarball))];
    checks++;
    if (!DATA.test(name)) {
      faults.push(...(await typeFaults(tarball)));
      checks++;
    }
    for (const fault of faults) console.error(`${name}: ${fault}`);
    if (faults.length > 0) process.exitCode = 1;
  }
  console.log(`${names.length} packages, ${checks} checks`);
} finally {
  rmSync(folder, { recursive: true });
}

/** What publint says against a package, its suggestions too. */
async function manifestFaults(tarball) {
  const data = tarball.buffer.slice(tarball.byteOffset, tarball.byteOffset + tarball.length);
  const { messages, pkg } = await publint({ pack: { tarball: data }, strict: true });
  return messages.map((message) => formatMessage(message, pkg, { color: false }));
}

/** What attw says against a package. */
async function typeFaults(tarball) {
  const analysis = await checkPackage(createPackageFromTarballData(tarball));
  if (analysis.types === false) return ["it has no types"];
  return analysis.problems
    .filter(
      (problem) => !("resolutionKind" in problem && NOT_SERVED.includes(problem.resolutionKind)),
    )
    .map((problem) => JSON.stringify(problem));
}
