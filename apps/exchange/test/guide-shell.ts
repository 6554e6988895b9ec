/**
 * Runs the blocks of a guide where there is no shell and no curl: the few forms of commands that the guide uses, with
 * requests by `fetch`. A form that it does not know is an error, so that the guide stays within them.
 */
import { readFileSync } from "node:fs";

/** A request that a block has made. */
interface Made {
  readonly method: string;
  readonly path: string;
  readonly status: number;
}

export interface GuideShell {
  /** What was asked, in order. */
  readonly made: readonly Made[];
  /** Runs a block. @returns What it prints. */
  run(block: string): Promise<string>;
  variable(name: string): string;
  close(): void;
}

export function createGuideShell(): GuideShell {
  const variables = new Map<string, string>();
  const files = new Map<string, string>();
  const made: Made[] = [];
  const streams: AbortController[] = [];

  const readText = (path: string): string => files.get(path) ?? readFileSync(path, "utf8");

  async function run(block: string): Promise<string> {
    let printed = "";
    for (const line of statementsOf(block)) printed += await statement(line);
    return printed;
  }

  async function statement(text: string): Promise<string> {
    const [, file, content] = /^cat > (\S+) <<END\n([\s\S]*)\nEND$/.exec(text) ?? [];
    if (file !== undefined && content !== undefined) {
      files.set(file, await expand(content));
      return "";
    }
    const [, name, value] = /^(\w+)=([\s\S]*)$/.exec(text) ?? [];
    if (name !== undefined && value !== undefined) {
      variables.set(name, await expand(value.replace(/^"([\s\S]*)"$/, "$1")));
      return "";
    }
    if (text.startsWith("get() {")) return "";
    let output = "";
    for (const command of splitAt(text, "|")) output = await run1(command, output);
    return output;
  }

  async function run1(command: string, input: string): Promise<string> {
    const [program, ...args] = await wordsOf(command);
    if (program === "curl") return curl(args);
    if (program === "get") return member(input, args[0] ?? "");
    if (program === "cat" && args.length === 1) return readText(args[0] ?? "").trimEnd();
    if (program === "date" && args[1] === "+%Y-%m") return new Date().toISOString().slice(0, 7);
    if (program === "tail") return input.trimEnd().split("\n").at(-1) ?? "";
    if (program === "kill") {
      streams.pop()?.abort();
      return "";
    }
    const [, prefix] = /^s\/\^(.*)\/\/p$/.exec(args[1] ?? "") ?? [];
    if (program !== "sed" || prefix === undefined) throw new Error(`no such form: ${command}`);
    const lines = readText(args[2] ?? "").split("\n");
    return lines.flatMap((line) => line.split(prefix).slice(1)).join("\n");
  }

  async function curl(args: readonly string[]): Promise<string> {
    const { url, headers, data, isStream, into, isBehind, seconds } = optionsOf(args);
    const ending = new AbortController();
    if (isBehind) streams.push(ending);
    if (seconds > 0) setTimeout(() => ending.abort(), seconds * 1000).unref();
    const body = data?.startsWith("@") ? readText(data.slice(1)) : data;
    const method = body === undefined ? "GET" : "POST";
    const given = { method, headers, ...(body !== undefined && { body }) };
    const response = await fetch(url, { ...given, signal: ending.signal });
    made.push({ method, path: new URL(url).pathname, status: response.status });
    if (!isStream) return response.text();
    const reading = follow(response, (text) => into !== "" && files.set(into, text));
    return isBehind ? "" : reading;
  }

  /** Puts in what `$name` and `$(command)` stand for. */
  async function expand(text: string): Promise<string> {
    let result = "";
    for (let index = 0; index < text.length; ) {
      const rest = text.slice(index);
      const [found, name] = /^\$(\w+|!)/.exec(rest) ?? [];
      if (rest.startsWith("$(")) {
        const end = closingOf(rest);
        result += (await statement(rest.slice(2, end))).trimEnd();
        index += end + 1;
      } else if (found !== undefined) {
        result += variables.get(name ?? "") ?? "";
        index += found.length;
      } else {
        result += rest[0];
        index += 1;
      }
    }
    return result;
  }

  /** Words of a command: bare, in double quotes, or as they are in single ones. */
  async function wordsOf(command: string): Promise<readonly string[]> {
    const words: string[] = [];
    for (const [, single, double, bare] of command.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)) {
      words.push(single ?? (await expand(double ?? bare ?? "")));
    }
    return words;
  }

  return {
    made,
    run,
    variable: (name) => variables.get(name) ?? "",
    close: () => {
      for (const stream of streams) stream.abort();
    },
  };
}

/** The options of curl that the guides use. */
function optionsOf(args: readonly string[]) {
  const found = {
    ...{ url: "", headers: new Headers(), isStream: false, into: "", isBehind: false, seconds: 0 },
    data: undefined as string | undefined,
  };
  const words = args.values();
  const next = (): string => words.next().value ?? "";
  const options: Record<string, () => unknown> = {
    "-sS": () => {},
    "-sSN": () => Object.assign(found, { isStream: true }),
    "-H": () => found.headers.append(...(next().split(/: (.*)/, 2) as [string, string])),
    "-d": () => Object.assign(found, { data: next() }),
    "-m": () => Object.assign(found, { seconds: Number(next()) }),
    ">": () => Object.assign(found, { into: next() }),
    "&": () => Object.assign(found, { isBehind: true }),
  };
  for (const word of words) {
    const option = options[word];
    if (option === undefined && !/^https?:/.test(word)) throw new Error(`no such form: ${word}`);
    if (option === undefined) found.url = word;
    else option();
  }
  return found;
}

/** Whole commands: a here-document and a quoted text may have several lines. */
function statementsOf(block: string): readonly string[] {
  const joined = block.replace(/\\\n\s*/g, "");
  const statements: string[] = [];
  let current = "";
  for (const line of joined.split("\n")) {
    current += current === "" ? line : `\n${line}`;
    const isOpen = /<<END\n/.test(`${current}\n`)
      ? !current.endsWith("\nEND")
      : current.split("'").length % 2 === 0;
    if (isOpen) continue;
    statements.push(current);
    current = "";
  }
  return statements;
}

/** Splits where a sign stands outside of quotes and of `$( )`. */
function splitAt(text: string, sign: string): readonly string[] {
  return text.match(new RegExp(`(?:'[^']*'|"[^"]*"|[^'"${sign}])+`, "g")) ?? [];
}

/** Where the `$(` at the beginning is closed. Quotes inside hold no parentheses. */
function closingOf(text: string): number {
  let depth = 0;
  for (let index = 1; index < text.length; index += 1) {
    if (text[index] === "(") depth += 1;
    if (text[index] === ")") depth -= 1;
    if (depth === 0) return index;
  }
  throw new Error("a parenthesis is not closed");
}

/** What `get` of the guide does. */
function member(json: string, path: string): string {
  let value: unknown = JSON.parse(json);
  for (const [, name, index] of path.matchAll(/\.(\w+)|\[(\d+)\]/g)) {
    value = (value as Record<string, unknown>)[name ?? index ?? ""];
  }
  return typeof value === "string" ? value : JSON.stringify(value, null, 2);
}

/** Reads a stream until it is ended. */
async function follow(response: Response, tell: (text: string) => unknown): Promise<string> {
  let text = "";
  try {
    for await (const part of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      text += part;
      tell(text);
    }
  } catch {
    // Ended by `kill` or `-m`.
  }
  return text;
}
