/** Takes `--json` or `--format json` from anywhere before `--`: users need not know whose option it is. */
export function takeJson(args: readonly string[]): { asJson: boolean; rest: string[] } {
  const end = args.includes("--") ? args.indexOf("--") : args.length;
  const options = args.slice(0, end);
  const isFormat = options.some(
    (arg, at) => arg === "--format=json" || (arg === "json" && options[at - 1] === "--format"),
  );
  const rest = [...options.filter((arg) => arg !== "--json"), ...args.slice(end)];
  return { asJson: isFormat || options.includes("--json"), rest };
}
