import { parseArgs } from "node:util";

/** An option with a value, and which values it takes: whole numbers, or some words. */
export type Option =
  | { readonly default: number; readonly least: number; readonly most: number }
  | { readonly default: string; readonly oneOf: readonly string[] };

type Values<Options extends Readonly<Record<string, Option>>> = {
  readonly [Name in keyof Options]: Options[Name]["default"] extends number ? number : string;
};

/**
 * Reads what a program of this folder is told on the command line.
 *
 * @param words - The words behind the program.
 * @returns a value for each option; what is wrong with the words, as one sentence; or `"help"`.
 */
export function readArguments<const Options extends Readonly<Record<string, Option>>>(
  words: readonly string[],
  options: Options,
): Values<Options> | { readonly wrong: string } | "help" {
  const given = parse(words, Object.keys(options));
  if ("wrong" in given) return { wrong: given.wrong };
  if (given.help) return "help";
  const values: Record<string, string | number> = {};
  for (const [name, option] of Object.entries(options)) {
    const text = given.values[name];
    const value = text === undefined ? option.default : readValue(text, option);
    if (value === undefined) return { wrong: `--${name} takes ${takes(option)}, not ${text}` };
    values[name] = value;
  }
  return values as Values<Options>;
}

type Parsed =
  | { readonly help: boolean; readonly values: Readonly<Record<string, string | undefined>> }
  | { readonly wrong: string };

function parse(words: readonly string[], names: readonly string[]): Parsed {
  const options = Object.fromEntries(names.map((name) => [name, { type: "string" as const }]));
  try {
    const { values } = parseArgs({
      args: words.filter((word) => word !== "--"),
      options: { ...options, help: { type: "boolean", short: "h" } },
    });
    const { help = false, ...texts } = values as { help?: boolean; [name: string]: unknown };
    return { help, values: texts as Readonly<Record<string, string>> };
  } catch (error) {
    // Thrown for options that are not there, and for words that are none.
    if (!(error instanceof TypeError)) throw error;
    return { wrong: error.message };
  }
}

function readValue(text: string, option: Option): string | number | undefined {
  if ("oneOf" in option) return option.oneOf.includes(text) ? text : undefined;
  const value = Number(text);
  const isWhole = /^\d+$/.test(text);
  return isWhole && value >= option.least && value <= option.most ? value : undefined;
}

const takes = (option: Option): string =>
  "oneOf" in option
    ? option.oneOf.join(" or ")
    : `a whole number from ${option.least} to ${option.most}`;

/** As {@link readArguments}; prints the usage and ends the program where there is nothing to run. */
export function readArgumentsOrEnd<const Options extends Readonly<Record<string, Option>>>(
  usage: string,
  options: Options,
): Values<Options> {
  const read = readArguments(process.argv.slice(2), options);
  if (read === "help") {
    console.log(usage);
    process.exit(0);
  }
  if (isWrong(read)) {
    console.error(`${read.wrong}\n\n${usage}`);
    process.exit(2);
  }
  return read;
}

const isWrong = (read: object): read is { readonly wrong: string } => "wrong" in read;
