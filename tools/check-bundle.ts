/**
 * Bundles what a web page needs to judge a message, from the built packages, and fails where it has
 * grown beyond its limits.
 */
import { gzipSync } from "node:zlib";
import { build, type Metafile } from "esbuild";

/**
 * KiB of the minified bundle, and of what travels over the network. The catalogue is two thirds of
 * it and grows with the law only. Whoever comes to the limit looks first for what a page does not need to judge;
 * a library drawn in by mistake, or zod with all its languages, is far beyond it.
 */
const LIMITS = { minified: 580, gzip: 175 } as const;

const ENTRY = `
  export { checkMessage } from "@safepassage/schema";
  export { validate } from "@safepassage/validator";
`;

const { outputFiles, metafile } = await build({
  stdin: { contents: ENTRY, resolveDir: import.meta.dirname },
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
const isWithin = sizes.minified <= LIMITS.minified && sizes.gzip <= LIMITS.gzip;

if (code.length === 0 || languages.length > 0 || !isWithin) {
  for (const { path, octets } of parts(metafile).slice(0, 10)) {
    console.error(`${octets} octets of ${path}`);
  }
  if (languages.length > 0) console.error(`${languages.length} languages of zod are in it`);
  process.exitCode = 1;
}
console.log(
  `schema and validator for a browser: ${sizes.minified} KiB minified (at most ${LIMITS.minified}), ${sizes.gzip} KiB with gzip (at most ${LIMITS.gzip})`,
);

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
