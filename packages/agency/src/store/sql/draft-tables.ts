import type { Migration } from "./migration.ts";

/** That a second officer has sent a draft back: why, who, when, and at which revision. */
export const addReturns: Migration = {
  version: 15,
  statements: ({ text, int }) => [
    `alter table draft add column return_reason ${text}`,
    `alter table draft add column returner ${text}`,
    `alter table draft add column returned_at ${text}`,
    `alter table draft add column returned_revision ${int}`,
  ],
};
