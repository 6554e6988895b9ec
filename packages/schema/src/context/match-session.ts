import * as z from "zod";
import { parseWith } from "../value/parse-with.ts";
import { agency, listSchema, type Output, opaque, textSchema } from "../value/zod-parts.ts";
import { once } from "../value/zod-types.ts";

/** A session of token matching between two agencies, as both hold it. */
export type MatchSession = Output<ReturnType<typeof matchSessionsSchema>>[number];

/**
 * Reads the sessions of token matching that are open, from untrusted JSON.
 *
 * @throws `SchemaError` `SCHEMA_INVALID` with every issue, `SCHEMA_TOO_LARGE`, `SCHEMA_TOO_DEEP`.
 * @see docs/spec/validation.md#matching-sessions
 */
export function parseMatchSessions(input: unknown): readonly MatchSession[] {
  return parseWith(once("matchSessions", matchSessionsSchema), input);
}

function matchSessionsSchema() {
  const session = z.strictObject({
    session: opaque(),
    suite: textSchema({ t: "enum", list: "match_suite" }),
    keyId: opaque(),
    /** ISO week, `2026-W48`. */
    epoch: textSchema({ t: "pattern", pattern: "epoch" }),
    /** Who asks. Its elements are blinded. */
    asker: agency(),
    /** Who evaluates them. */
    answerer: agency(),
    /** Whether the proof that the key is the published one was checked. */
    proofChecked: z.boolean(),
    /** Weighted tokens that may still be asked for. Left out: unknown. */
    tokensLeft: z.int().min(0).max(MAX_TOKENS).exactOptional(),
  });
  return listSchema(session, 0, MAX_SESSIONS);
}

const MAX_SESSIONS = 1_024;
const MAX_TOKENS = 1_000_000_000;
