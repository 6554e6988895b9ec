import { resolve } from "node:path";
import type { CallExpression, Node } from "typescript/unstable/ast";
import { isAsExpression, isCallExpression, isTemplateExpression } from "typescript/unstable/ast/is";
import { API, type Project, type Type } from "typescript/unstable/sync";

/** Whether the sources of the console say a text of an area. */
export type IsSaid = (area: string, name: string) => boolean;

/**
 * Asks the compiler which names each `say` in the sources may be given: quoted ones, those of a template such as
 * `state.${state}` for all that `state` can be, and those of a table. The same word in another place is none of them.
 */
export function readSaidNames(): IsSaid {
  const api = new API({ cwd: CONSOLE });
  try {
    const config = resolve(CONSOLE, "tsconfig.json");
    const project = api.updateSnapshot({ openProjects: [config] }).getProject(config);
    if (project === undefined) throw new TypeError("the compiler does not open the console");
    return saidIn(project);
  } finally {
    api.close();
  }
}

function saidIn({ rootFiles, program, checker }: Project): IsSaid {
  const files = rootFiles.filter((file) => file.startsWith(SOURCES));
  const calls = files.flatMap((file) => callsIn(program.getSourceFile(file)));
  const callees = checker.getTypeAtLocation(calls.map(({ expression }) => expression));
  const names = new Set<string>();
  const templates: Template[] = [];
  for (const [place, { arguments: given }] of calls.entries()) {
    const callee = callees[place];
    const [argument] = given;
    const area = callee && SAY.exec(checker.typeToString(callee))?.[1];
    const type = argument && checker.getTypeAtLocation(argument);
    if (area === undefined || argument === undefined || type === undefined) continue;
    const literals = literalsOf(type);
    for (const name of literals) names.add(`${area} ${name}`);
    const template = templateOf(argument, area);
    // Where the compiler does not know all that can be in a template, anything can.
    if (template !== undefined && (isAsExpression(argument) || literals.length === 0)) {
      templates.push(template);
    }
  }
  return (area, name) =>
    names.has(`${area} ${name}`) ||
    templates.some(
      (one) => one.area === area && name.startsWith(one.head) && name.endsWith(one.tail),
    );
}

/** A name that is put together, by what stands before and after what is put in. */
interface Template {
  readonly area: string;
  readonly head: string;
  readonly tail: string;
}

function templateOf(argument: Node, area: string): Template | undefined {
  const inner = isAsExpression(argument) ? argument.expression : argument;
  // One that begins with what is put in could be any name: it says none.
  if (!isTemplateExpression(inner) || inner.head.text === "") return undefined;
  return { area, head: inner.head.text, tail: inner.templateSpans.at(-1)?.literal.text ?? "" };
}

function callsIn(node: Node | undefined): readonly CallExpression[] {
  const calls: CallExpression[] = [];
  const visit = (one: Node): void => {
    if (isCallExpression(one)) calls.push(one);
    one.forEachChild(visit);
  };
  if (node !== undefined) visit(node);
  return calls;
}

/** The texts that a type admits. Empty for one that admits any. */
function literalsOf(type: Type): readonly string[] {
  if (type.isUnionType()) return type.getTypes().flatMap(literalsOf);
  return type.isStringLiteralType() ? [type.value] : [];
}

/** How the compiler writes the type of what `useWords` gives. */
const SAY = /^Say<"(\w+)">$/;
const CONSOLE = resolve(import.meta.dirname, "../..");
const SOURCES = resolve(CONSOLE, "src/");
