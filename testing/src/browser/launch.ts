import { join } from "node:path";
import { type Browser, chromium } from "playwright-core";
import { writeFontsConf } from "./fonts.ts";
import { unpackChromium } from "./unpack.ts";

/**
 * Starts the Chromium that npm brought, with the sandbox of web pages from one another intact. It draws text with
 * the DejaVu fonts of npm and no others, so that a page looks the same on every machine.
 *
 * The package's own arguments switch off the same-origin policy, its own `executablePath()` takes whatever lies
 * at one fixed place in the temporary folder, and so does its own configuration of fonts; none is used.
 *
 * `SAFEPASSAGE_CHROMIUM` names another browser. On Linux that one gets the same fonts.
 *
 * @param args - Further arguments of the command line.
 * @throws If npm brings no Chromium for this machine, or others may change what lies unpacked.
 */
export async function launchChromium(args: readonly string[] = []): Promise<Browser> {
  const env = { ...withoutFontconfig(process.env), FONTCONFIG_FILE: writeFontsConf() };
  const installed = process.env["SAFEPASSAGE_CHROMIUM"];
  if (installed !== undefined) {
    return chromium.launch({
      executablePath: installed,
      args: [...QUIET, ...RENDERING, ...args],
      env,
    });
  }
  if (process.platform !== "linux" || process.arch !== "x64") {
    throw new Error("npm brings Chromium for Linux x64 only; name yours in SAFEPASSAGE_CHROMIUM");
  }
  const folder = await unpackChromium();
  return chromium.launch({
    executablePath: join(folder, "chromium"),
    headless: true,
    chromiumSandbox: false,
    args: [...QUIET, ...RENDERING, ...args],
    env: { ...env, LD_LIBRARY_PATH: join(folder, "al2023/lib") },
  });
}

/** Any of these variables could bring fonts of the machine back in. */
function withoutFontconfig(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !/^(FONTCONFIG|FC)_/.test(name)),
  );
}

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

// What a screen or a machine would decide about text and colours.
const RENDERING = [
  "--disable-font-subpixel-positioning",
  "--disable-lcd-text",
  "--font-render-hinting=none",
  "--force-color-profile=srgb",
  "--hide-scrollbars",
];
