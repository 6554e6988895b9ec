import type { Draft } from "@safepassage/api";

/** Texts that would change a page if they were taken for more than text. */
const MARKUP = [
  `<img src=x onerror="window.hit=1">`,
  "<script>window.hit=1</script>",
  `"><svg onload=window.hit=1>`,
  "javascript:window.hit=1",
  "{{constructor.constructor('window.hit=1')()}}",
] as const;

/** As long as any text of a message, and without a place to break it. */
const LONG = "W".repeat(256);

/** Letters of three scripts that run both ways. */
const MIXED = "МарияمريمמריםMaria";

/** The longest name that a message may have, from right to left beside its Latin form, without a place to break either. */
export const LONG_NAME = {
  original: "مريم".repeat(15),
  script: "Arab",
  latin: "M".repeat(60),
} as const;

/** What the seeds put into fields, for tests to find again. */
export const HOSTILE = {
  draft: [...MARKUP, LONG, MIXED],
  /** The case system's own id of a case. */
  caseId: `<img src=x onerror="window.hit=1">`,
} as const;

/** A draft that says something hostile in every field of text. A gateway keeps it, and would not send it. */
export function hostileDraft(draft: Draft): Draft {
  const [first] = Object.keys(draft.body as object);
  const namesOf = (original: string) => ({
    f: "identity.names",
    v: { part: "surname", original, script: "Cyrl", latin: original, certainty: "certain" },
  });
  const group = {
    ...{ kind: "identity", links: [first] },
    leaves: HOSTILE.draft.map(namesOf),
  };
  return {
    ...draft,
    case: HOSTILE.caseId,
    body: { ...(draft.body as object), [IDENTITY]: group },
  } as Draft;
}

const IDENTITY = "aG9zdGlsZS12YWx1ZXMtMQ";
