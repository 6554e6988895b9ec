import type { Command } from "commander";

/**
 * Puts what is named behind `--`, in its order, where a digest among it begins with a dash, as one in 64 does: it is no option. A digest
 * that is the value of an option stays with it.
 *
 * @param args - Of the whole line.
 * @param program - Its commands tell which options take a value.
 */
export function dashedDigests(args: readonly string[], program: Command): readonly string[] {
  const takesValue = optionsWithValue(program);
  const end = args.includes("--") ? args.indexOf("--") : args.length;
  const [before, named]: [string[], string[]] = [[], []];
  for (const [at, arg] of args.slice(0, end).entries()) {
    const isValue = at > 0 && takesValue.has(args[at - 1] ?? "");
    const isOption = arg.startsWith("-") && arg !== "-" && !DASHED.test(arg);
    const isNamed = !isValue && !isOption && (named.length > 0 || DASHED.test(arg));
    (isNamed ? named : before).push(arg);
  }
  return named.length === 0 ? args : [...before, "--", ...named, ...args.slice(end + 1)];
}

/** The flags of all options that take a value, of a command and all below it. */
function optionsWithValue({ options, commands }: Command): ReadonlySet<string> {
  const own = options.filter(({ required }) => required);
  return new Set([
    ...own.flatMap(({ long, short }) => [long, short].filter((flag) => flag !== undefined)),
    ...commands.flatMap((one) => [...optionsWithValue(one)]),
  ]);
}

/** A SHA-256 digest in base64url that begins with a dash. */
const DASHED = /^-[\w-]{42}$/;
