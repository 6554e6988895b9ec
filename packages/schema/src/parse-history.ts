import * as z from "zod";
import type { History } from "./context-model.ts";
import { EMPTY_HISTORY } from "./empty-history.ts";
import { parseWith } from "./parse-with.ts";

/**
 * Reads what a judge's own store knows, as another system hands it over. What is left out has not
 * happened.
 *
 * @throws `SchemaError` `SCHEMA_INVALID` with every issue.
 */
export function parseHistory(input: unknown): History {
  return { ...EMPTY_HISTORY, ...parseWith(historySchema(), input) };
}

function historySchema(): z.ZodType<Partial<History>> {
  const text = z.string().max(256);
  const texts = z.array(text).max(1024);
  const exchange = z.strictObject({
    message: text,
    exchangeId: text,
    from: text,
    to: text,
    purpose: text,
    digest: text,
    pseudonyms: texts.exactOptional(),
    deadline: text.exactOptional(),
    indirectDeadline: text.exactOptional(),
    extendedTo: text.exactOptional(),
    searchKind: text.exactOptional(),
  });
  const event = z.strictObject({
    kind: text,
    onlyBasisRecipients: texts.exactOptional(),
    correctedRecipients: texts.exactOptional(),
  });
  return z.strictObject({
    sources: z
      .array(z.strictObject({ conditions: texts }))
      .max(1024)
      .exactOptional(),
    exchange: z.array(exchange).max(4096).exactOptional(),
    person: z.strictObject({ bits: z.number().min(0) }).exactOptional(),
    log: z
      .strictObject({
        intentPrecedes: z.boolean().exactOptional(),
        interval: z.strictObject({ from: z.int(), to: z.int() }).exactOptional(),
      })
      .exactOptional(),
    releases: z.array(z.unknown()).max(1024).exactOptional(),
    jti: texts.exactOptional(),
    event: event.nullable().exactOptional(),
  });
}
