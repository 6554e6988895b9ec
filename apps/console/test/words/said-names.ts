import { resolve } from "node:path";
import type { CallExpression, Node } from "typescript/unstable/ast";
import {
  isAsExpression,
  isCallExpression,
  isStringLiteral,
  isTemplateExpression,
} from "typescript/unstable/ast/is";
import { API, type Checker, type Project, type Type } from "typescript/unstable/sync";

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

function saidIn(project: Project): IsSaid {
  const { checker } = project;
  const names = new Set<string>();
  const templates: Template[] = [];
  for (const { area, argument } of givenNames(project)) {
    const literals = isStringLiteral(argument)
      ? [argument.text]
      : literalsOf(checker.getTypeAtLocation(argument));
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

/** What a `say` is given as a name. */
interface GivenName {
  readonly area: string;
  readonly argument: Node;
}

function givenNames({ rootFiles, program, checker }: Project): readonly GivenName[] {
  const files = rootFiles.filter((file) => file.startsWith(SOURCES));
  const calls = files.flatMap((file) => callsIn(program.getSourceFile(file)));
  // The compiler is a process of its own: it is asked for all at once, and for no type twice.
  const callees = checker.getTypeAtLocation(calls.map(({ expression }) => expression));
  const areas = new Map<number, string | undefined>();
  return calls.flatMap(({ arguments: [argument] }, place) => {
    const callee = callees[place];
    if (callee === undefined || argument === undefined) return [];
    if (!areas.has(callee.id)) areas.set(callee.id, areaOf(callee, checker));
    const area = areas.get(callee.id);
    return area === undefined ? [] : [{ area, argument }];
  });
}

const areaOf = (callee: Type, checker: Checker): string | undefined =>
  SAY.exec(checker.typeToString(callee))?.[1];

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
function literalsOf(type: Type | undefined): readonly string[] {
  if (type?.isUnionType() === true) return type.getTypes().flatMap(literalsOf);
  return type?.isStringLiteralType() === true ? [type.value] : [];
}

/** How the compiler writes the type of what `useWords` gives. */
const SAY = /^Say<"(\w+)">$/;
const CONSOLE = resolve(import.meta.dirname, "../..");
const SOURCES = resolve(CONSOLE, "src/");
