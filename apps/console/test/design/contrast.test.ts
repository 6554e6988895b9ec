import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";

/** Colours of a theme, by the names of their tokens. */
type Theme = Readonly<Record<string, string>>;

const css = readFileSync(resolve(import.meta.dirname, "../../src/design/tokens.css"), "utf8");
const light = coloursOf(":root {");
const dark = { ...light, ...coloursOf(':root[data-theme="dark"] {') };
const print = { ...light, ...coloursOf(':root[data-theme="dark"] {', "@media print") };

/** Text and what it stands on. WCAG 2.2, 1.4.3: 4.5 to 1. */
const TEXTS = [
  ...["ground", "surface", "accent-ground", "good-ground", "warn-ground", "bad-ground"].map(
    (ground) => ["ink", ground] as const,
  ),
  ...["ground", "surface", "accent-ground", "good-ground", "warn-ground", "bad-ground"].map(
    (ground) => ["ink-soft", ground] as const,
  ),
  ...["ground", "surface", "accent-ground"].map((ground) => ["accent", ground] as const),
  ["accent-ink", "accent"],
  ["good", "good-ground"],
  ["warn", "warn-ground"],
  ["bad", "bad-ground"],
  ["bad", "surface"],
  ["bad", "ground"],
] as const;

/** What shows where something can be used, or its state. WCAG 2.2, 1.4.11: 3 to 1. */
const PARTS = [
  ...["edge", "accent", "good", "warn", "bad"].map((part) => [part, "surface"] as const),
  ...["edge", "accent"].map((part) => [part, "ground"] as const),
] as const;

describe.each([
  ["light", light],
  ["dark", dark],
  ["print", print],
])("in %s", (_, theme) => {
  test.each(TEXTS)("%s can be read on %s", (text, ground) => {
    expect(contrast(theme, text, ground)).toBeGreaterThanOrEqual(4.5);
  });

  test.each(PARTS)("%s can be seen on %s", (part, ground) => {
    expect(contrast(theme, part, ground)).toBeGreaterThanOrEqual(3);
  });
});

test("the measure is that of WCAG", () => {
  const theme = { black: "#000000", white: "#ffffff", grey: "#777777" };
  expect(contrast(theme, "black", "white")).toBeCloseTo(21, 5);
  expect(contrast(theme, "grey", "white")).toBeCloseTo(4.48, 2);
});

/** The colours that a rule sets. @param after - Where to begin to look. */
function coloursOf(rule: string, after = ""): Theme {
  const from = css.indexOf(rule, css.indexOf(after));
  const block = css.slice(from, css.indexOf("}", from));
  const found = [...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)];
  if (from < 0 || found.length === 0) throw new Error(`no colours in ${rule}`);
  return Object.fromEntries(found.map(([, name = "", colour = ""]) => [name, colour]));
}

/** Contrast ratio (WCAG 2.2, "contrast ratio"). */
function contrast(theme: Theme, one: string, other: string): number {
  const [a, b] = [luminance(theme, one), luminance(theme, other)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

/** Relative luminance (WCAG 2.2, "relative luminance"). */
function luminance(theme: Theme, name: string): number {
  const colour = theme[name];
  if (colour === undefined) throw new Error(`there is no colour ${name}`);
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((from) => {
    const part = Number.parseInt(colour.slice(from, from + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
