// Copies the declarations of our packages, and of the packages of others that these name, so that the compiler of a user needs
// no other package.
import { cpSync, existsSync, globSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { dirname, join, relative } from "node:path";
import { build } from "esbuild";

const here = import.meta.dirname;
/** A module that a declaration names, beside what stands before and behind it. */
const NAMED = /(\bfrom\s*|\bimport\s*\(\s*|\bimport\s+|\brequire\(\s*)(["'])([@.\w][\w@./-]*)\2/g;

/**
 * @param {string} out - Folder for the declarations.
 * @param {readonly { name: string, folder: string }[]} own - Our packages.
 * @returns Folders of the packages of others whose declarations are in it.
 */
export async function copyTypes(out, own) {
  const copied = new Map();
  await withResolver(async (find) => {
    const waiting = own.flatMap(({ name, folder }) =>
      globSync("dist/**/*.d.ts", { cwd: folder }).map((path) => ({
        from: join(folder, path),
        to: join(out, name, relative("dist", path)),
      })),
    );
    const known = new Map(waiting.map(({ from, to }) => [from, to]));
    for (const { from, to } of waiting) {
      const text = readFileSync(from, "utf8");
      const paths = new Map();
      for (const name of namedIn(text)) {
        // Where one of ours is named by an inferred type, the package that names it may not depend on it.
        const target = await find(name, name.startsWith("@safepassage/") ? here : dirname(from));
        if (!known.has(target)) {
          const folder = folderOf(target);
          copied.set(folder, packageIn(folder));
          const place = join(out, "others", copied.get(folder).name, relative(folder, target));
          known.set(target, place);
          waiting.push({ from: target, to: place });
        }
        paths.set(name, pathTo(to, known.get(target)));
      }
      cpSync(from, to);
      const named = text.replaceAll(NAMED, (all, before, quote, name) =>
        paths.has(name) ? `${before}${quote}${paths.get(name)}${quote}` : all,
      );
      if (named !== text) writeFileSync(to, named);
    }
  });
  for (const { name, type = "commonjs" } of copied.values()) {
    // By it the compiler knows of which kind the modules are.
    writeFileSync(join(out, "others", name, "package.json"), `${JSON.stringify({ type })}\n`);
  }
  return [...copied.keys()].sort();
}

/** Modules that a declaration names outside of its comments. Those of Node come with `@types/node`. */
function namedIn(text) {
  const code = text.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
  const names = [...code.matchAll(NAMED)].map(([, , , name]) => name);
  return new Set(names.filter((name) => !isBuiltin(name)));
}

/** Gives the work a function to the declaration of a module, as esbuild finds the module. */
async function withResolver(work) {
  await build({
    entryPoints: [],
    conditions: ["types"],
    logLevel: "error",
    plugins: [
      {
        name: "types",
        setup: ({ onStart, resolve }) =>
          onStart(() => work((name, folder) => declarationOf(resolve, name, folder))),
      },
    ],
  });
}

async function declarationOf(resolve, name, folder) {
  const [, apart = ""] = /^((?:@[^/]+\/)?[^@./][^/]*)/.exec(name) ?? [];
  for (const asked of name.startsWith(".")
    ? [name]
    : [name, name.replace(apart, `@types/${apart}`)]) {
    const found = await findFile(resolve, asked, folder);
    if (found !== undefined) return found;
  }
  throw new Error(`${folder} names ${name}, which has no declarations`);
}

async function findFile(resolve, name, folder) {
  const beside = (path) => [
    path,
    path.replace(/\.([cm]?)[jt]s$/, ".d.$1ts"),
    `${path}.d.ts`,
    join(path, "index.d.ts"),
  ];
  const isThere = (path) => /\.d\.[cm]?ts$/.test(path) && existsSync(path);
  if (name.startsWith(".")) return beside(join(folder, name)).find(isThere);
  // Some packages have declarations beside their CommonJS only.
  for (const kind of ["import-statement", "require-call"]) {
    const { path } = await resolve(name, { resolveDir: folder, kind });
    const found = beside(path).find(isThere);
    if (found !== undefined) return realpathSync(found);
  }
  return undefined;
}

/** The path by which one declaration names another. */
function pathTo(from, to) {
  const path = relative(dirname(from), to).replace(/\.d\.([cm]?)ts$/, ".$1js");
  return path.startsWith(".") ? path : `./${path}`;
}

/** Folder of the package of a file. */
function folderOf(path) {
  const [, folder] = /^(.*[/\\]node_modules[/\\](?:@[^/\\]+[/\\])?[^/\\]+)[/\\]/.exec(path) ?? [];
  if (folder === undefined) throw new Error(`${path} belongs to no package of others`);
  return folder;
}

function packageIn(folder) {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
}
