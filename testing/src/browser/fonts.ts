import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { CACHE, makePrivate } from "./cache.ts";

/**
 * Writes a configuration of fontconfig that knows the DejaVu fonts of npm and no others. They have Latin, Cyrillic,
 * Greek and Arabic letters, and none of Chinese, Thai or Hindi: these are boxes.
 *
 * @returns Path of the file, for the variable `FONTCONFIG_FILE`.
 */
export function writeFontsConf(): string {
  makePrivate(FOLDER);
  const path = join(FOLDER, "fonts.conf");
  const text = toFontsConf(FONTS, join(FOLDER, "cache"));
  if (!existsSync(path) || readFileSync(path, "utf8") !== text) {
    // In one step: another run may be reading it.
    const aside = `${path}-${process.pid}`;
    writeFileSync(aside, text);
    renameSync(aside, path);
  }
  return path;
}

/** Without hinting and colours of subpixels, which depend on the screen. */
function toFontsConf(fonts: string, cache: string): string {
  const aliases = Object.entries(FAMILIES).map(
    ([generic, family]) =>
      `<alias binding="same"><family>${generic}</family><prefer><family>${family}</family></prefer></alias>`,
  );
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
<dir>${escapeXml(fonts)}</dir>
<cachedir>${escapeXml(cache)}</cachedir>
<selectfont><rejectfont><pattern><patelt name="family"><string>${MATHEMATICAL}</string></patelt></pattern></rejectfont></selectfont>
${aliases.join("\n")}
<match target="pattern"><edit name="family" mode="append_last"><string>${OTHERWISE}</string></edit></match>
<match target="font">
<edit name="antialias" mode="assign"><bool>true</bool></edit>
<edit name="hinting" mode="assign"><bool>false</bool></edit>
<edit name="rgba" mode="assign"><const>none</const></edit>
</match>
</fontconfig>
`;
}

function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}

const FOLDER = join(CACHE, "browser-fonts");

const FONTS = fileURLToPath(new URL("ttf", import.meta.resolve("dejavu-fonts-ttf/package.json")));

const OTHERWISE = "DejaVu Sans";

/** It is made for formulas, and would come first where a page asks for a family that is not there. */
const MATHEMATICAL = "DejaVu Math TeX Gyre";

const FAMILIES = {
  "sans-serif": OTHERWISE,
  "system-ui": OTHERWISE,
  serif: "DejaVu Serif",
  monospace: "DejaVu Sans Mono",
};
