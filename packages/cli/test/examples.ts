import type { CommandHost } from "./open-command-host.ts";
import { type Example, openShell } from "./shell.ts";

/** The examples of a help text: indented lines under a line that begins with "Example". */
export function examplesOf(help: string): Example[] {
  const blocks = help.matchAll(/^Examples?\b[^\n]*:\n((?: {2}[^\n]*(?:\n|$))+)/gm);
  return [...blocks].map(([, lines = ""]) => lines.replace(/^ {2}/gm, "").trimEnd());
}

/** Commands after `$ ` in the text blocks of a page; what a command prints is left out. */
export function examplesOfPage(markdown: string): Example[] {
  const blocks = markdown.matchAll(/^```text\n(.*?)^```/gms);
  return [...blocks]
    .map(([, text = ""]) => [...text.matchAll(/^\$ ((?:[^\n]*\\\n)*[^\n]*)/gm)])
    .map((commands) => commands.map(([, command = ""]) => command).join("\n"))
    .filter((example) => example.includes("safepassage "));
}

/** How an example ended. */
export interface Ran {
  readonly status: number | null;
  readonly output: string;
}

/**
 * Runs an example in a folder of its own, with the files that it reads and none that it writes.
 *
 * @throws Error if it reads a file that nobody made for it.
 */
export async function runExample(
  example: Example,
  files: ReadonlyMap<string, string>,
  host: CommandHost,
): Promise<Ran> {
  const names = [...inputsOf(example), ...foldersIn(example, files)];
  const inputs = names.map((name) => {
    const text = files.get(name);
    if (text === undefined) throw new Error(`${name} is not in test/example-files.ts`);
    return [name, text] as const;
  });
  using shell = openShell(new Map(inputs));
  const { status, stdout, stderr } = await host.run(shell, example);
  return { status, output: stdout + stderr };
}

/**
 * Runs an example with a gateway: with the network of this machine, and with free ports in the place of those that it
 * names. A gateway that would run until Ctrl-C is asked whether it is ready, and ended; it must end with 0.
 */
export async function runGatewayExample(
  example: Example,
  files: ReadonlyMap<string, string>,
  { host, firstPort }: { readonly host: CommandHost; readonly firstPort: number },
): Promise<Ran> {
  const atPorts = (text: string): string =>
    text.replaceAll(/\b84(\d\d)\b/g, (_, port) => String(firstPort + Number(port) - 1));
  const inputs = [...inputsOf(example)].filter((name) => files.has(name));
  const own = [...inputs, ...foldersIn(example, files)].map(
    (name) => [name, atPorts(files.get(name) ?? "")] as const,
  );
  using shell = openShell(new Map(own), { hasNetwork: true });
  const lines = atPorts(example);
  const [, folder] = /safepassage gateway run (\S+)$/.exec(lines) ?? [];
  const ending = ` & running=$!
    safepassage gateway status ${folder} --wait 30
    kill $running && wait $running`;
  const whole = folder === undefined ? lines : lines + ending;
  const { status, stdout, stderr } = await host.run(shell, whole);
  return { status, output: stdout + stderr };
}

/** Files that an example names before it has written them itself. */
function inputsOf(example: Example): Set<string> {
  const words = example.replaceAll("\\\n", " ").split(/\s+/);
  const inputs = new Set<string>();
  const outputs = new Set<string>();
  for (const [index, word] of words.entries()) {
    if (!/^[\w-]+(\.[\w-]+)+$/.test(word)) continue;
    if (WRITES.has(words[index - 1] ?? "")) outputs.add(word);
    else if (!outputs.has(word)) inputs.add(word);
  }
  return inputs;
}

/** Files, and the empty state, of folders such as `exchange/ngo-b`, where an example names one and has not made it itself. */
function foldersIn(example: Example, files: ReadonlyMap<string, string>): string[] {
  const named = [...example.matchAll(/(?<=\s)([\w-]+)\/[\w-]+(?=\s|$)/g)]
    .map(([, name]) => name)
    .filter((name) => !new RegExp(`init exchange ${name}\\b`).test(example));
  return [...files.keys()].filter((file) => named.some((name) => file.startsWith(`${name}/`)));
}

/** What stands before the name of a file that is written. */
const WRITES: ReadonlySet<string> = new Set([
  "--into",
  "--epochs",
  "--out",
  "--keep",
  "--receipts",
  ">",
]);
