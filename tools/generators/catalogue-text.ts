/** A section of the page of the catalogue. */
export function section(title: string, ...parts: readonly string[]): string {
  return [`## ${title}`, ...parts].join("\n\n");
}

/** A name as it is written. */
export const code = (text: string): string => `\`${text}\``;
/** `R` stands out: nobody has read that source. */
export const mark = (status: string): string => `[${status.replace(/\bR\b/, "**R**")}]`;
