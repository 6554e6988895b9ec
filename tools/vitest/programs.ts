// Bundles the programs that tests start as processes of their own, once for a whole run.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { build, type Plugin } from "esbuild";
import type { TestProject } from "vitest/node";

/**
 * The digest of the catalogue that the programs in this folder have: they stand for an earlier version. It is put in when
 * they are bundled. Nothing that is published can be given another one.
 */
const EARLIER = {
  folder: ".cache/programs/earlier",
  profile: "o4q66w_Gaw9vJ7zm5xbsw4J-j9q-5wT1YWNVon6fNOQ",
};

/** Programs by the folder they are bundled into, and by name. */
const PROGRAMS = {
  ".cache/programs": {
    command: "packages/cli/src/bin.ts",
    "command-host": "packages/cli/test/command-host.ts",
    gateway: "packages/gateway/test/gateway-process.ts",
  },
  [EARLIER.folder]: {
    gateway: "packages/gateway/test/gateway-process.ts",
  },
  // Beside its sources: it reads files that lie next to them, and starts the others.
  "apps/exchange/dist": {
    demo: "apps/exchange/src/main.ts",
    "gateway-process": "apps/exchange/src/gateway-process.ts",
    "provider-process": "apps/exchange/src/provider-process.ts",
    "registry-process": "apps/exchange/src/registry-process.ts",
    "browser-world": "apps/console/test/browser/world-process.ts",
  },
} as const;

declare module "vitest" {
  interface ProvidedContext {
    /** Path of each program, bundled from the sources as they are, in the way of the published packages. */
    readonly programs: Readonly<
      Record<
        "command" | "commandHost" | "gateway" | "earlierGateway" | "demo" | "demoGateway",
        string
      >
    >;
    /** Digest of the catalogue of `earlierGateway`. */
    readonly earlierProfile: string;
  }
}

/**
 * Tests start some three hundred processes. Of sources each would read five hundred modules; the same code in
 * a bundle starts in a third of the time.
 */
export async function setup({ provide }: TestProject): Promise<void> {
  const root = resolve(import.meta.dirname, "../..");
  await Promise.all(
    Object.entries(PROGRAMS).map(([folder, programs]) => bundle(root, folder, programs)),
  );
  const [tests, earlier, exchange] = Object.keys(PROGRAMS).map((folder) => join(root, folder));
  provide("earlierProfile", EARLIER.profile);
  provide("programs", {
    command: `${tests}/command.mjs`,
    commandHost: `${tests}/command-host.mjs`,
    gateway: `${tests}/gateway.mjs`,
    earlierGateway: `${earlier}/gateway.mjs`,
    demo: `${exchange}/demo.mjs`,
    demoGateway: `${exchange}/gateway-process.mjs`,
  });
}

async function bundle(
  root: string,
  outdir: string,
  entryPoints: Readonly<Record<string, string>>,
): Promise<void> {
  const { outputFiles } = await build({
    entryPoints,
    outdir,
    absWorkingDir: root,
    bundle: true,
    splitting: true,
    write: false,
    format: "esm",
    platform: "node",
    target: "node24",
    outExtension: { ".js": ".mjs" },
    // Some dependencies are CommonJS, and require what Node brings.
    banner: {
      js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
    },
    conditions: ["@safepassage/source"],
    plugins: [
      withConsole(join(root, "apps/console/dist")),
      ...(outdir === EARLIER.folder ? [withCatalogue(EARLIER.profile)] : []),
    ],
    logLevel: "error",
  });
  mkdirSync(join(root, outdir), { recursive: true });
  for (const { path, contents } of outputFiles) writeWhole(path, contents);
}

/** Gives a program another digest of its catalogue, as if it had been built from an earlier one. */
const withCatalogue = (sha256: string): Plugin => ({
  name: "catalogue",
  setup({ onLoad }) {
    onLoad({ filter: /[/\\]catalogue[/\\]data[/\\]profile\.json$/ }, () => ({
      contents: JSON.stringify({ sha256 }),
      loader: "json",
    }));
  },
});

/** Tells a program where the pages of the console are: it lies elsewhere than the module that knows. */
const withConsole = (folder: string): Plugin => ({
  name: "console",
  setup({ onLoad }) {
    onLoad({ filter: /[/\\]console[/\\]files\.js$/ }, () => ({
      contents: `export const CONSOLE_FILES = ${JSON.stringify(folder)};`,
    }));
  },
});

/** In one step, and only where it changes: another run may be reading it. */
function writeWhole(path: string, contents: Uint8Array): void {
  if (existsSync(path) && readFileSync(path).equals(contents)) return;
  const aside = join(path, "..", `${process.pid}-${basename(path)}`);
  writeFileSync(aside, contents);
  renameSync(aside, path);
}
