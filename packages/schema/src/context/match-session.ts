import * as z from "zod";
import { once } from "../value/once.ts";
import { parseWith } from "../value/parse-with.ts";
import { agency, listSchema, opaque, textSchema } from "../value/zod-parts.ts";
import type { MatchSession } from "./context-model.ts";

/**
 * Reads the sessions of token matching that are open, from untrusted JSON.
 *
 * @throws `SchemaError` `SCHEMA_INVALID` with every issue, `SCHEMA_TOO_LARGE`, `SCHEMA_TOO_DEEP`.
 * @see docs/spec/validation.md#matching-sessions
 */
export function parseMatchSessions(input: unknown): readonly MatchSession[] {
  return parseWith(matchSessionsSchema(), input);
}

function matchSessionsSchema(): z.ZodType<readonly MatchSession[]> {
  return once("matchSessions", () => {
    const session = z.strictObject({
      session: opaque(),
      suite: textSchema({ t: "enum", list: "match_suite" }),
      keyId: opaque(),
      epoch: textSchema({ t: "pattern", pattern: "epoch" }),
      asker: agency(),
      answerer: agency(),
      proofChecked: z.boolean(),
      tokensLeft: z.int().min(0).max(MAX_TOKENS).exactOptional(),
    } satisfies Record<keyof MatchSession, z.ZodType>);
    return listSchema(session, 0, MAX_SESSIONS) as unknown as z.ZodType<readonly MatchSession[]>;
  });
}

const MAX_SESSIONS = 1_024;
const MAX_TOKENS = 1_000_000_000;
