/** Names under which the headings of a Markdown page can be linked to, as GitHub makes them. */
export function anchorsOf(markdown: string): ReadonlySet<string> {
  const anchors = new Set<string>();
  for (const { text } of proseOf(markdown)) {
    const heading = /^#{1,6} (.+?)\s*$/.exec(text)?.[1];
    if (heading !== undefined) {
      const slug = slugOf(heading);
      let name = slug;
      for (let n = 1; anchors.has(name); n++) name = `${slug}-${n}`;
      anchors.add(name);
    }
    for (const [, id] of text.matchAll(/<a id="([^"]+)"/g)) if (id !== undefined) anchors.add(id);
  }
  return anchors;
}

/** Targets of the inline links and images of a page, outside code. */
export function linksOf(markdown: string): readonly { target: string; line: number }[] {
  return proseOf(markdown).flatMap(({ text, line }) =>
    [...text.replaceAll(/`[^`]*`/g, "").matchAll(/\]\(<?([^)\s>]+)>?(?: "[^"]*")?\)/g)].flatMap(
      ([, target]) => (target === undefined ? [] : [{ target, line }]),
    ),
  );
}

/** Fenced blocks of one language, with the line on which each begins. */
export function codeBlocksOf(
  markdown: string,
  language: string,
): readonly { code: string; line: number }[] {
  const blocks: { code: string; line: number }[] = [];
  const lines = markdown.split("\n");
  for (let i = 0; i < lines.length; i++) {
    const fence = /^\s*(`{3,}|~{3,})(\S*)/.exec(lines[i] ?? "");
    if (fence === null) continue;
    const [, marks = "", info] = fence;
    const begin = i + 1;
    do i++;
    while (i < lines.length && !isClosing(lines[i] ?? "", marks));
    if (info === language) blocks.push({ code: lines.slice(begin, i).join("\n"), line: begin + 1 });
  }
  return blocks;
}

/** Number of words outside code and outside the parts that `generate` makes. */
export function wordsOf(markdown: string): number {
  let words = 0;
  let isMade = false;
  for (const { text } of proseOf(markdown)) {
    if (isMark(text)) isMade = !isMade;
    else if (!isMade)
      words += text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
  }
  return words;
}

/** Whether `generate` makes a part of a page, between two marks, and people write the rest. */
export function hasMadePart(markdown: string): boolean {
  return proseOf(markdown).some(({ text }) => isMark(text));
}

const isMark = (line: string): boolean => /^<!-- made by .* -->$/.test(line);

/** Lines outside fenced code. */
function proseOf(markdown: string): readonly { text: string; line: number }[] {
  const prose: { text: string; line: number }[] = [];
  let open: string | undefined;
  for (const [index, text] of markdown.split("\n").entries()) {
    const marks = /^\s*(`{3,}|~{3,})/.exec(text)?.[1];
    if (open !== undefined) {
      if (isClosing(text, open)) open = undefined;
    } else if (marks === undefined) prose.push({ text, line: index + 1 });
    else open = marks;
  }
  return prose;
}

function isClosing(text: string, marks: string): boolean {
  const trimmed = text.trim();
  return trimmed.length >= marks.length && [...trimmed].every((mark) => mark === marks.charAt(0));
}

function slugOf(heading: string): string {
  return heading
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
    .replaceAll(/\s/g, "-");
}
