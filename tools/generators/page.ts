/** A page that is made, not written. */
export interface Page {
  /** From the root of the repository. */
  readonly path: string;
  /** The whole text; the same for the same sources. */
  render(root: string): string | Promise<string>;
}

/** A Markdown table. Cells may hold anything; bars in them are escaped. */
export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

/** Text of the first heading of a Markdown page. */
export function titleOf(markdown: string): string {
  const title = /^# (.+)$/m.exec(markdown)?.[1];
  if (title === undefined) throw new Error("a page has no title");
  return title;
}

/** First paragraph below the first heading, on one line. */
export function leadOf(markdown: string): string {
  const below = markdown.slice(markdown.search(/^# /m)).split(/\n\s*\n/);
  return (below[1] ?? "").replaceAll("\n", " ").trim();
}
