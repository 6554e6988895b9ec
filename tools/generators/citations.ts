import {
  ANSWER_CLOCKS,
  CODE_LISTS,
  CONDITIONS,
  EXCHANGE_TYPES,
  FIELDS,
  MANDATORY_CHANNELS,
  PURPOSES,
  RULES,
} from "@safepassage/schema";
import { markdownTable, type Page } from "./page.ts";

/** `docs/legal/citations.md`: every provision that the catalogue cites, by how it was established. */
export const citationsPage: Page = {
  path: "docs/legal/citations.md",
  render() {
    const all = [
      ...legalBases(),
      ...ruleCitations(),
      ...conditionCitations(),
      ...fieldSources(),
      ...otherSources(),
    ];
    const sections = SECTIONS.map(({ title, text, holds }) => {
      const rows = merge(all.filter(({ mark }) => holds(mark)));
      return `## ${title}\n\n${text}\n\n${markdownTable(["Citation", "Mark", "Stands behind"], rows)}`;
    });
    return `${[HEAD, ...sections].join("\n\n")}\n`;
  },
};

interface Citation {
  readonly text: string;
  readonly mark: string;
  readonly use: string;
}

function legalBases(): Citation[] {
  const ofPurposes = PURPOSES.flatMap(({ id, legalBases: bases }) =>
    bases.map(({ basis, status }) => ({ text: `\`${basis}\``, mark: status, use: id })),
  );
  const ofTypes = Object.entries(EXCHANGE_TYPES).flatMap(([type, { bases, alsoBases = [] }]) =>
    [...(bases === "purpose" ? [] : bases), ...alsoBases].map(({ basis, status }) => ({
      text: `\`${basis}\``,
      mark: status,
      use: type,
    })),
  );
  return [...ofPurposes, ...ofTypes];
}

function ruleCitations(): Citation[] {
  return RULES.map(({ id, citation, citationStatus }) => ({
    text: citation,
    mark: citationStatus,
    use: `rule ${id}`,
  }));
}

function conditionCitations(): Citation[] {
  return CONDITIONS.map(({ id, citation, citationStatus }) => ({
    text: citation,
    mark: citationStatus,
    use: `condition ${id}`,
  }));
}

function fieldSources(): Citation[] {
  return FIELDS.flatMap(({ id, sources }) =>
    sources.map(({ ref, status }) => ({ text: ref, mark: status, use: `\`${id}\`` })),
  );
}

/** What ties a basis to a channel or a time, and where the code lists are from. */
function otherSources(): Citation[] {
  return [
    ...MANDATORY_CHANNELS.map(({ basis, citation, status }) => ({
      text: citation,
      mark: status,
      use: `channel of ${basis}`,
    })),
    ...ANSWER_CLOCKS.map(({ basis, citation, status }) => ({
      text: citation,
      mark: status,
      use: `answer clock of ${basis}`,
    })),
    ...Object.entries(CODE_LISTS).map(([name, { source, status }]) => ({
      text: source,
      mark: status,
      use: `list ${name}`,
    })),
  ];
}

/** One row for each citation and mark, with all that stands on it; long lists are counted. */
function merge(citations: readonly Citation[]): string[][] {
  const uses = new Map<string, { citation: Citation; uses: Set<string> }>();
  for (const citation of citations) {
    const key = JSON.stringify([citation.text, citation.mark]);
    const known = uses.get(key) ?? { citation, uses: new Set<string>() };
    uses.set(key, known);
    known.uses.add(citation.use);
  }
  return [...uses.values()]
    .map(({ citation: { text, mark }, uses: set }) => [text, mark, shorten([...set])])
    .sort(([a = ""], [b = ""]) => (a < b ? -1 : a > b ? 1 : 0));
}

function shorten(uses: readonly string[]): string {
  if (uses.length <= MAX_NAMED) return uses.join(", ");
  return `${uses.slice(0, MAX_NAMED - 1).join(", ")} and ${uses.length - MAX_NAMED + 1} more`;
}

const SECTIONS: readonly {
  readonly title: string;
  readonly text: string;
  readonly holds: (mark: string) => boolean;
}[] = [
  {
    title: "Not read",
    text: "Recalled only. Read the text before you rely on it; nothing here says that it exists in this form.",
    holds: (mark) => mark === "R",
  },
  {
    title: "Read at second hand",
    text: "Read in a summary, a transposition or another secondary text.",
    holds: (mark) => mark.startsWith("V2"),
  },
  {
    title: "Read in part",
    text: "The mark says which part was read, and which part is not law but this project's own.",
    holds: (mark) => !["R", "P", "V"].includes(mark) && !mark.startsWith("V2"),
  },
  {
    title: "Read",
    text: "The text was read in a stored copy. Check for yourself whether it is in force where you are, and unchanged.",
    holds: (mark) => mark === "V",
  },
  {
    title: "Proposals of this project",
    text: "No authority is claimed, whatever provision stands beside the word.",
    holds: (mark) => mark === "P",
  },
];

const MAX_NAMED = 6;

const HEAD = `# Citations

This page lists every provision and standard that the [catalogue](../spec/catalogue.md) names as a reason, by how
it was established. [The introduction](README.md#what-the-marks-mean) explains the marks.

This page is made from the catalogue by \`npx -y pnpm@12 generate\`.`;
