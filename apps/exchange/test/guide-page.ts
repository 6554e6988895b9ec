/** The guide to connecting a case system, by its parts. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const page = readFileSync(
  new URL("../../../docs/guides/connect-a-case-system.md", import.meta.url),
  "utf8",
);

/** Blocks between a heading and the next one of its level, or of a higher one. */
export function blocksUnder(heading: string, language: string): readonly string[] {
  const level = heading.indexOf(" ");
  const section = page.split(`\n${heading}`)[1]?.split(new RegExp(`\n#{2,${level}} `), 1)[0] ?? "";
  const blocks = section.matchAll(new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)\n\`\`\`$`, "gm"));
  return [...blocks].map(([, block = ""]) => block);
}

/** Blocks of the way to the answer, each with its heading. */
export function steps(): readonly (readonly [heading: string, block: string])[] {
  const section = page.split("\n## Send and be answered\n")[1]?.split("\n## ", 1)[0] ?? "";
  return ["", ...section.matchAll(/^### (.*)$/gm)].flatMap((found) => {
    const heading = found === "" ? "" : (found[1] ?? "");
    const blocks = blocksUnder(heading === "" ? "## Send and be answered" : `### ${heading}`, "sh");
    return (heading === "" ? blocks.slice(0, 1) : blocks).map((block) => [heading, block] as const);
  });
}

/** Rows of the table of requests: the number, and whether it is needed. */
export function table(): readonly (readonly [number: number, isNeeded: boolean])[] {
  return [...page.matchAll(/^\| (\d+) \|.*\| (yes )?\|$/gm)].map(([, number, yes]) => [
    Number(number),
    yes !== undefined,
  ]);
}

/** Path of the program in Python. */
export function programInPython(): string {
  const [block = ""] = blocksUnder("## In Python", "sh");
  return fileURLToPath(new URL(`../../../${block.split(" ")[1]}`, import.meta.url));
}
