/** Reasons that many lines share: each is printed once, under its number. */
export interface Notes {
  /** The number to print behind a line; nothing where there is no reason. */
  mark(note: string | undefined): string;
  /** The numbered reasons. */
  lines(): readonly string[];
}

/** Creates an empty list of notes. */
export function createNotes(): Notes {
  const notes: string[] = [];
  return {
    mark(note) {
      if (note === undefined) return "";
      const known = notes.indexOf(note);
      return `  (${known >= 0 ? known + 1 : notes.push(note)})`;
    },
    lines: () => notes.map((note, index) => `(${index + 1}) ${note}`),
  };
}
