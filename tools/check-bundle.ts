/**
 * Bundles what a web page needs to judge a message, to open and verify one, and to ask a gateway, from the built
 * packages, measures the page of the console that does so, and fails where one has grown beyond its limits.
 */
import { gzipSync } from "node:zlib";
import { build, type Metafile } from "esbuild";
import { measureCheckPage } from "./page-check-size.ts";

/** One page, and its limits in KiB: of the minified bundle, and of what travels over the network. */
interface Bundle {
  readonly name: string;
  readonly entry: string;
  readonly minified: number;
  readonly gzip: number;
}

/**
 * The catalogue is two thirds of the first two and grows with the law only. The words that pages say of its entries stay out
 * (`explanations.json`, 47 KiB, 17 with gzip). Whoever comes to a limit looks first for what a page does not need; a
 * library drawn in by mistake, or zod with all its languages, is far beyond it. The client
 * has nothing of the API but types: no tables, and no examples.
 */
const BUNDLES: readonly Bundle[] = [
  {
    name: "schema and validator",
    entry: `
      export { checkMessage } from "@safepassage/schema";
      export { validate } from "@safepassage/validator";
    `,
    minified: 625,
    gzip: 181,
  },
  {
    name: "message and trust",
    entry: `
      export { inspectMessage, verifyEvidence } from "@safepassage/message/web";
      export { parseRegistry, verifyRegistry } from "@safepassage/trust/web";
    `,
    minified: 555,
    gzip: 156,
  },
  {
    name: "client",
    entry: `export { createClient, follow } from "@safepassage/client";`,
    minified: 12,
    gzip: 5,
  },
];

const said: string[] = [];
for (const bundle of BUNDLES) said.push(await check(bundle));
const { said: ofPage, faults } = measureCheckPage();
for (const fault of faults) {
  console.error(fault);
  process.exitCode = 1;
}
console.log(`for a browser: ${[...said, ofPage].join("; ")}`);

/** Prints what is wrong with a bundle, and returns its sizes in words. */
async function check({ name, entry, minified, gzip }: Bundle): Promise<string> {
  const { outputFiles, metafile } = await build({
    stdin: { contents: entry, resolveDir: import.meta.dirname },
    bundle: true,
    write: false,
    metafile: true,
    minify: true,
    format: "esm",
    platform: "browser",
    target: "es2024",
    charset: "utf8",
    logLevel: "error",
  });
  const code = outputFiles[0]?.contents ?? new Uint8Array();
  const sizes = { minified: toKib(code), gzip: toKib(gzipSync(code)) };
  // Zod imported by name instead of as a namespace brings the texts of all languages.
  const languages = parts(metafile).filter(({ path }) => /zod\/v4\/locales\/(?!en)/.test(path));
  const isWithin = sizes.minified <= minified && sizes.gzip <= gzip;
  if (code.length === 0 || languages.length > 0 || !isWithin) {
    for (const { path, octets } of parts(metafile).slice(0, 10)) {
      console.error(`${name}: ${octets} octets of ${path}`);
    }
    if (languages.length > 0) console.error(`${languages.length} languages of zod are in it`);
    process.exitCode = 1;
  }
  return `${name} ${sizes.minified} KiB minified (at most ${minified}), ${sizes.gzip} KiB with gzip (at most ${gzip})`;
}

/** What is in the bundle, the largest first. */
function parts({ outputs }: Metafile): { readonly path: string; readonly octets: number }[] {
  return Object.values(outputs)
    .flatMap(({ inputs }) => Object.entries(inputs))
    .map(([path, { bytesInOutput }]) => ({ path, octets: bytesInOutput }))
    .filter(({ octets }) => octets > 0)
    .sort((a, b) => b.octets - a.octets);
}

function toKib(octets: Uint8Array): number {
  return Math.ceil(octets.length / 1024);
}
