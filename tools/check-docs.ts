// Holds the documentation against the repository: anchors, links, and code that compiles.
import { spawnSync } from "node:child_process";
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { OPERATIONS } from "@safepassage/api";
import { testCommandOf, unpublishedInstallsOf } from "./docs/commands.ts";
import { anchorsOf, codeBlocksOf, hasMadePart, linksOf, wordsOf } from "./docs/markdown.ts";
import { isRoute, routesOf } from "./docs/routes.ts";
import { DOCUMENTS } from "./generators/documents.ts";
import { readErrorTables } from "./generators/error-tables.ts";

const root = resolve(import.meta.dirname, "..");
const pages = globSync(["*.md", "docs/**/*.md", "{packages,apps}/*/*.md"], {
  cwd: root,
  exclude: ["**/node_modules/**"],
}).sort();
const problems: string[] = [];
const MAX_WORDS = 2500;

// As a reader of the published packages would compile it, but against the sources.
const COMPILE = {
  extends: "../../tsconfig.base.json",
  compilerOptions: {
    types: ["node"],
    typeRoots: ["../../node_modules/@types"],
    // A guide whose blocks are files imports them beside itself.
    rootDirs: [".", "../../apps/exchange/test/guide"],
    paths: exportedSources(),
  },
  include: ["*.ts"],
};

const anchors = await checkErrorAnchors();
const links = pages.reduce((sum, page) => sum + checkLinks(page), 0);
const blocks = checkCode();
checkCommands();
checkLogs();
checkLength();
checkPackages();
checkMentions();
checkRoutes();

for (const problem of problems) console.error(problem);
if (problems.length > 0) {
  console.error(`${problems.length} problems in the documentation`);
  process.exit(1);
}
console.log(
  `${pages.length} pages: ${anchors} anchors of error codes, ${links} links, ${blocks} code blocks`,
);

/** No example writes an error as it is: its words may be those of another agency. */
function checkLogs(): void {
  for (const page of pages) {
    for (const { code, line } of codeBlocksOf(readFileSync(join(root, page), "utf8"), "ts")) {
      if (!/onError: console\.|console\.error\((?:\w+ \?\? )?error\)/.test(code)) continue;
      problems.push(`${page}:${line}: an error is written as it is; use visible of core`);
    }
  }
}

/** Every route that a page names is served, but in pages about what was there before. */
function checkRoutes(): void {
  for (const page of pages) {
    if (page === "CHANGELOG.md" || page === "docs/guides/upgrade.md") continue;
    for (const route of routesOf(readFileSync(join(root, page), "utf8"))) {
      if (isRoute(Object.values(OPERATIONS), route)) continue;
      const { method = "", path, line } = route;
      problems.push(`${page}:${line}: no gateway serves ${method} ${path}`);
    }
  }
}

/** Every section that a comment of a source or a test names exists. */
function checkMentions(): void {
  for (const source of globSync("{packages,apps,tools}/*/{src,test}/**/*.ts", { cwd: root })) {
    const text = readFileSync(join(root, source), "utf8");
    for (const [mention, page = "", anchor = ""] of text.matchAll(
      /(docs\/[\w/-]+\.md)#([\w-]+)/g,
    )) {
      if (!hasAnchor(page, anchor)) problems.push(`${source}: ${mention} leads nowhere`);
    }
  }
}

/** A page that people write is read in one go. The changelog is looked up, not read. */
function checkLength(): void {
  const made = new Set(DOCUMENTS.map(({ path }) => path));
  for (const page of pages) {
    const text = readFileSync(join(root, page), "utf8");
    if (page === "CHANGELOG.md" || (made.has(page) && !hasMadePart(text))) continue;
    const words = wordsOf(text);
    if (words > MAX_WORDS) problems.push(`${page}: ${words} words, at most ${MAX_WORDS} are read`);
  }
}

/** Each package says what it is for, on a page of its own; the README lists those in `packages`. */
function checkPackages(): void {
  const readme = readFileSync(join(root, "README.md"), "utf8");
  for (const manifest of globSync("{apps,packages}/*/package.json", { cwd: root })) {
    const folder = dirname(manifest);
    if (!existsSync(join(root, folder, "README.md"))) problems.push(`${folder}: has no README.md`);
    if (
      folder.startsWith("packages/") &&
      !readme.includes(`\n| [${basename(folder)}](${folder}) | `)
    )
      problems.push(`README.md: the table of packages has no ${folder}`);
  }
}

/** Every section an error table names exists. */
async function checkErrorAnchors(): Promise<number> {
  let count = 0;
  for (const { package: name, entries } of await readErrorTables(root)) {
    for (const [code, { spec }] of Object.entries(entries)) {
      count++;
      const [page = "", anchor = ""] = spec.split("#");
      if (!hasAnchor(join("docs/spec", `${page}.md`), anchor)) {
        problems.push(`packages/${name}: ${code} names the section ${spec}, which does not exist`);
      }
    }
  }
  if (count === 0) problems.push("no error table was found");
  return count;
}

/** Every relative link of a page leads to a file, and to a heading in it. */
function checkLinks(page: string): number {
  const links = linksOf(readFileSync(join(root, page), "utf8")).filter(
    ({ target }) => !/^[a-z][a-z+.-]*:/i.test(target),
  );
  for (const { target, line } of links) {
    const [path = "", anchor] = target.split("#");
    const file = path === "" ? page : relative(root, resolve(root, dirname(page), path));
    const found = anchor === undefined ? existsSync(join(root, file)) : hasAnchor(file, anchor);
    if (!found) problems.push(`${page}:${line}: the link ${target} leads nowhere`);
  }
  return links.length;
}

function hasAnchor(page: string, anchor: string): boolean {
  const file = join(root, page);
  return existsSync(file) && anchorsOf(readFileSync(file, "utf8")).has(anchor);
}

/** Every TypeScript block compiles as a reader would paste it: against the packages by name. */
function checkCode(): number {
  const folder = join(root, ".cache/docs");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  let count = 0;
  for (const page of pages) {
    for (const { code, line } of codeBlocksOf(readFileSync(join(root, page), "utf8"), "ts")) {
      count++;
      const name = `${page.replaceAll(/[^A-Za-z0-9]+/g, "-")}-line-${line}.ts`;
      writeFileSync(join(folder, name), `${code}\nexport {};\n`);
    }
  }
  if (count === 0) return 0;
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(COMPILE));
  const { status, stdout, stderr } = spawnSync("tsc", ["-p", folder, "--pretty", "false"], {
    encoding: "utf8",
    cwd: folder,
  });
  if (status !== 0) problems.push(`code blocks do not compile\n${stdout}${stderr}`);
  return count;
}

/** No page installs what no registry has, and the build machine runs the README's test command. */
function checkCommands(): void {
  for (const page of pages) {
    for (const line of unpublishedInstallsOf(readFileSync(join(root, page), "utf8"))) {
      problems.push(`${page}:${line}: installs a package without "# not published yet"`);
    }
  }
  const command = testCommandOf(readFileSync(join(root, "README.md"), "utf8"));
  const last = readFileSync(join(root, ".ci/run"), "utf8").trimEnd().split("\n").at(-1);
  if (command === undefined || command !== last) {
    problems.push(`README.md shows the test command ${command}, .ci/run runs ${last}`);
  }
}

/** Source file of every entry point of every package, by the name that readers import. */
function exportedSources(): Record<string, string[]> {
  const paths: Record<string, string[]> = {
    "@safepassage/vectors/*": ["../../packages/vectors/data/*"],
    // What a page brings itself.
    "@noble/curves/*": ["../../tools/node_modules/@noble/curves/*"],
  };
  for (const manifest of globSync("packages/*/package.json", { cwd: root })) {
    const { name, exports = {} } = JSON.parse(readFileSync(join(root, manifest), "utf8"));
    for (const [entry, target] of Object.entries<Record<string, string>>(exports)) {
      const source = target["@safepassage/source"];
      if (source === undefined) continue;
      paths[join(name, entry)] = [`../../${join(dirname(manifest), source)}`];
    }
  }
  return paths;
}
