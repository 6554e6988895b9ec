import { mkdirSync, mkdtempSync, readFileSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { launchChromium } from "./launch.ts";

let browser: Browser;
let page: Page;
beforeAll(async () => {
  browser = await launchChromium();
  page = await browser.newPage();
});
afterAll(() => browser.close());

describe.each(["sans-serif", "serif", "monospace", "system-ui", "Arial"])(
  "text in %s",
  (family) => {
    it("is drawn in letters where the fonts have them, and in boxes where not", async () => {
      const [box = "", ...boxes] = await draw(page, family, UNKNOWN);
      expect(boxes).toEqual(boxes.map(() => box));
      const [blank] = await draw(page, family, [" "]);
      expect(box).not.toBe(blank);
      for (const word of WORDS) {
        const letters = await draw(page, family, [...word]);
        expect(letters).not.toContain(blank);
        expect(letters).not.toContain(box);
      }
    });

    it("has a width, and Arabic letters join", async () => {
      const widths = await measure(page, family, WORDS);
      const boxes = await measure(
        page,
        family,
        WORDS.map((word) => BOX.repeat(word.length)),
      );
      expect(Math.min(...widths, ...boxes)).toBeGreaterThan(0);
      // In a family of one width, boxes have it too.
      if (family !== "monospace") {
        for (const [index, width] of widths.entries())
          expect(width).not.toBeCloseTo(boxes[index] ?? 0);
      }
      const [joined = 0] = await measure(page, family, [ARABIC]);
      const apart = await measure(page, family, [...ARABIC]);
      expect(joined).toBeLessThan(apart.reduce((sum, width) => sum + width) - 1);
    });
  },
);

it("draws each family differently, and what it does not know without serifs", async () => {
  const families = ["sans-serif", "serif", "monospace", "Arial", "system-ui"];
  const widths = await Promise.all(families.map((family) => measure(page, family, ["Illness"])));
  const [sans, serif, mono, ...others] = widths.flat();
  expect(new Set([sans, serif, mono]).size).toBe(3);
  expect(others).toEqual([sans, sans]);
});

describe("where fonts were planted", () => {
  let home: string;
  beforeAll(() => {
    home = mkdtempSync(join(tmpdir(), "sp-fonts-"));
    plantFont(home);
    for (const [name, value] of Object.entries(plantedEnv(home))) vi.stubEnv(name, value);
  });
  afterAll(() => {
    vi.unstubAllEnvs();
    rmSync(home, { recursive: true });
  });

  it("knows the fonts of npm and no others", async () => {
    const launched = await launchChromium();
    try {
      expect(await listFamilies(launched)).toEqual(OURS);
      const { FONTCONFIG_FILE = "", ...others } = await readFontconfigEnv(launched);
      expect(others).toEqual({});
      const folders = readFileSync(FONTCONFIG_FILE, "utf8").matchAll(/<dir\b[^>]*>([^<]*)/g);
      expect([...folders].map(([, folder]) => folder)).toEqual([FONTS]);
    } finally {
      await launched.close();
    }
  });

  it("would list them if the same browser were started with these variables", async () => {
    const pid = await pidOf(browser);
    const env = readEnv(pid);
    const victim = await chromium.launch({
      executablePath: readlinkSync(`/proc/${pid}/exe`),
      env: { ...env, FONTCONFIG_FILE: undefined, ...plantedEnv(home) },
    });
    try {
      expect(await listFamilies(victim)).toEqual([PLANTED]);
    } finally {
      await victim.close();
    }
  });
});

/** A picture of each text, as a data URL. */
function draw(where: Page, family: string, texts: readonly string[]): Promise<readonly string[]> {
  return where.evaluate(
    ([font, list]) =>
      list.map((text) => {
        const canvas = document.createElement("canvas");
        const context = canvas.getContext("2d");
        if (context === null) throw new Error("no canvas");
        context.font = font;
        context.fillText(text, 100, 75);
        return canvas.toDataURL();
      }),
    [`40px ${family}`, texts] as const,
  );
}

/** The width of each text, in pixels. */
function measure(
  where: Page,
  family: string,
  texts: readonly string[],
): Promise<readonly number[]> {
  return where.evaluate(
    ([font, list]) =>
      list.map((text) => {
        const span = document.createElement("span");
        span.style.font = font;
        span.textContent = text;
        document.body.append(span);
        const { width } = span.getBoundingClientRect();
        span.remove();
        return width;
      }),
    [`40px ${family}`, texts] as const,
  );
}

/** Every family that a page could be drawn in, as the browser itself lists them. */
async function listFamilies(launched: Browser): Promise<readonly string[]> {
  const context = await launched.newContext({ permissions: ["local-fonts"] });
  const own = await context.newPage();
  // Browsers list fonts to secure pages only. This one is answered here: no server runs.
  await own.route("**/*", (route) => route.fulfill({ contentType: "text/html", body: "" }));
  await own.goto("https://fonts.test/");
  const families = await own.evaluate<string[]>(
    "queryLocalFonts().then((faces) => faces.map(({ family }) => family))",
  );
  return [...new Set(families)].sort();
}

async function readFontconfigEnv(launched: Browser): Promise<Record<string, string>> {
  const env = readEnv(await pidOf(launched));
  return Object.fromEntries(Object.entries(env).filter(([name]) => /^(FONTCONFIG|FC)_/.test(name)));
}

/** The environment that a process was started with. */
function readEnv(pid: number): Record<string, string> {
  const lines = readFileSync(`/proc/${pid}/environ`, "utf8").split("\0").filter(Boolean);
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
  );
}

async function pidOf(launched: Browser): Promise<number> {
  const session = await launched.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  const main = processInfo.find(({ type }) => type === "browser");
  if (main === undefined) throw new Error("the browser names no process of its own");
  return main.id;
}

/** Writes a font of another name, and a configuration that finds it. */
function plantFont(home: string): void {
  const font = readFileSync(join(FONTS, "DejaVuSans.ttf"));
  mkdirSync(join(home, "fonts"));
  writeFileSync(join(home, "fonts/planted.ttf"), rename(font, "DejaVu", "Plants"));
  const folders = `<dir>${home}/fonts</dir><cachedir>${home}/cache</cachedir>`;
  writeFileSync(join(home, "fonts.conf"), `<fontconfig>${folders}</fontconfig>`);
}

function plantedEnv(home: string): Record<string, string> {
  return { FONTCONFIG_PATH: home, FONTCONFIG_SYSROOT: "/", XDG_DATA_HOME: home };
}

/** Changes a name in the tables of a font, in both of their encodings, to one as long. */
function rename(font: Buffer, from: string, to: string): Buffer {
  const changed = Buffer.from(font);
  for (const toBytes of [toUtf16, Buffer.from]) {
    const bytes = toBytes(to);
    for (
      let at = font.indexOf(toBytes(from));
      at !== -1;
      at = font.indexOf(toBytes(from), at + 1)
    ) {
      bytes.copy(changed, at);
    }
  }
  return changed;
}

const toUtf16 = (text: string): Buffer => Buffer.from(text, "utf16le").swap16();

const FONTS = fileURLToPath(new URL("ttf", import.meta.resolve("dejavu-fonts-ttf/package.json")));
const OURS = ["DejaVu Sans", "DejaVu Sans Mono", "DejaVu Serif"];
const PLANTED = "Plants Sans";

const ARABIC = "سلام";
const WORDS = ["Hello", "Žluťoučký", "Привіт", "Καλημέρα", ARABIC];

/** Letters of Chinese, Thai and Hindi. */
const UNKNOWN = ["字", "ก", "अ"];
const BOX = "字";
