/**
 * Reads metrics in the text format of Prometheus, version 0.0.4, as strictly as `promtool check metrics` does.
 *
 * @returns the value of each series.
 * @throws Error naming the first line that no reader would take.
 */
export function readSeries(text: string): ReadonlyMap<string, number> {
  const series = new Map<string, number>();
  const helped = new Set<string>();
  const types = new Map<string, string>();
  const closed = new Set<string>();
  let family = "";
  /** The lines of a family stand together. */
  const enter = (name: string, line: string): void => {
    if (name === family) return;
    closed.add(family);
    family = name;
    need(!closed.has(name), line);
  };
  const describe = (line: string, kind = "", name = "", said = ""): void => {
    enter(name, line);
    if (kind === "HELP") {
      need(!helped.has(name), line);
      helped.add(name);
    } else {
      need(!types.has(name) && TYPES.has(said), line);
      types.set(name, said);
    }
  };
  const sample = (line: string, name = "", labels = "", value = ""): void => {
    const described = types.has(name) ? name : name.replace(PARTS, "");
    enter(described, line);
    const type = types.get(described) ?? "";
    need(helped.has(described), line);
    need(described === name ? type !== "" : SUMMED.has(type), line);
    need(type !== "counter" || name.endsWith("_total"), line);
    need(!series.has(name + labels), line);
    series.set(name + labels, Number(value.replace("Inf", "Infinity")));
  };
  need(text.endsWith("\n"), "the end");
  for (const line of text.split("\n").filter((one) => one !== "")) {
    const comment = COMMENT.exec(line);
    const found = comment ?? SAMPLE.exec(line);
    need(found !== null, line);
    const [, ...parts] = found ?? [];
    if (comment !== null) describe(line, ...parts);
    else sample(line, ...parts);
  }
  return series;
}

function need(isSo: boolean, line: string): void {
  if (!isSo) throw new Error(`no reader takes this: ${line}`);
}

const COMMENT = /^# (HELP|TYPE) ([a-zA-Z_:][\w:]*) (.+)$/;
const LABEL = String.raw`[a-zA-Z_]\w*="(?:[^"\\]|\\["\\n])*"`;
const SAMPLE = new RegExp(
  String.raw`^([a-zA-Z_:][\w:]*)(\{${LABEL}(?:,${LABEL})*,?\})? ([-+]?(?:\d+(?:\.\d+)?(?:e[-+]?\d+)?|Inf)|Na[Nn])$`,
);
const TYPES = new Set(["counter", "gauge", "histogram", "summary", "untyped"]);
const SUMMED = new Set(["histogram", "summary"]);
const PARTS = /_(?:bucket|sum|count)$/;
