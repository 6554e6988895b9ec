import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { editJson, type Folders } from "./gateway-folder.ts";

/** What the pages of these tests are, by their names. Those of Vite have the same kinds. */
export const FILES = {
  "index.html": `<!doctype html><title>Console</title><script src="/assets/index-8f3a.js"></script>${"<p></p>".repeat(20)}`,
  "icon.svg": `<svg xmlns="http://www.w3.org/2000/svg">${"<g/>".repeat(20)}</svg>`,
  "third-party.txt": "MIT\n".repeat(50),
  "assets/index-8f3a.js": `export const rows = [${"1,".repeat(200)}];\n`,
  "assets/index-77c1.css": "p{color:red}".repeat(50),
  "assets/noto-sans-latin-wght-normal-51aa.woff2": "wOF2".repeat(100),
  ".vite/manifest.json": `{ "secret": "manifest" }`,
} as const;

/** Writes the pages of a console, or others, into a folder beside those of the agencies. */
export function writePages(
  { root }: Folders,
  files: Readonly<Record<string, string>> = FILES,
): string {
  const folder = join(root, "console");
  mkdirSync(folder);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

/** Where officers sign in. Nothing answers there: no test of the pages needs it. */
export const PEOPLE = {
  ...{ issuer: "http://127.0.0.1:1", audience: "https://gateway.ngo-b.test" },
  ...{ client: "console", url: "https://console.ngo-b.test" },
  roles: { claim: "groups", caseworker: ["workers"] },
};

/** Changes members of the configuration of the gateway. */
export function configure({ b }: Folders, members: object): void {
  editJson(join(b, "agency.json"), ({ gateway }: { readonly gateway: object }) =>
    Object.assign(gateway, members),
  );
}
