import type { JsonSchema } from "./json-schema.ts";

/**
 * The text of a JSON Schema: indented, with lists of texts and short objects on few lines, and ASCII
 * only, so that no editor shows less than there is.
 */
export function printJsonSchema(schema: JsonSchema): string {
  const text = print(schema, "");
  return `${text.replaceAll(/[^\n -~]/g, (unit) => `\\u${hex(unit)}`)}\n`;
}

function print(value: unknown, indent: string): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    if (value.every((one) => typeof one === "string")) return fill(value, indent);
    return `[\n${value.map((one) => inner + print(one, inner)).join(",\n")}\n${indent}]`;
  }
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  const lines = members.map(([name, member]) => `${JSON.stringify(name)}: ${print(member, inner)}`);
  const whole = `{ ${lines.join(", ")} }`;
  if (whole.length <= SHORT && !whole.includes("\n")) return whole;
  return `{\n${lines.map((line) => inner + line).join(",\n")}\n${indent}}`;
}

function fill(texts: readonly string[], indent: string): string {
  const words = texts.map((text) => JSON.stringify(text));
  const whole = `[${words.join(", ")}]`;
  if (whole.length <= WIDTH) return whole;
  const lines: string[] = [];
  let line = "";
  for (const word of words) {
    if (line !== "" && line.length + word.length + 2 > WIDTH) {
      lines.push(`${line},`);
      line = "";
    }
    line = line === "" ? `${indent}  ${word}` : `${line}, ${word}`;
  }
  return `[\n${[...lines, line].join("\n")}\n${indent}]`;
}

const hex = (unit: string): string => unit.charCodeAt(0).toString(16).padStart(4, "0");
const WIDTH = 96;
/** Objects up to this length stand on one line. */
const SHORT = 72;
