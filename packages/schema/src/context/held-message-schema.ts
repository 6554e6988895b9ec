import * as z from "zod";
import { checkMessage } from "../message/parse.ts";
import { refuse } from "../value/refuse.ts";
import { consentSchema } from "./consent.ts";
import type { HeldMessage, History } from "./history-model.ts";

/**
 * A message that is corrected, as another system hands it over.
 *
 * @param history - What is known of it; of a message that corrects nothing.
 */
export function heldMessageSchema(history: z.ZodType<Partial<History>>): z.ZodType<HeldMessage> {
  const text = z.string().max(256);
  const texts = z.array(text).max(64);
  const message = z.unknown().check((payload) => {
    for (const { code, pointer } of checkMessage(payload.value)) {
      refuse(payload, code, pointer.split("/").slice(1));
    }
  });
  const authorisation = z.strictObject({
    kind: text,
    authority: text.exactOptional(),
    issuedAt: text,
    validUntil: text,
    scope: texts,
    offence: text.exactOptional(),
    issuer: z.strictObject({
      ...{ entity: text, type: text, country: text, regime: text },
      judicialRoles: texts.exactOptional(),
    }),
    purposes: texts,
    recipient: text,
    binds: texts,
    entry: text,
  });
  return z.strictObject({
    digest: text,
    message,
    consents: z.array(consentSchema()).max(64),
    authorisations: z.array(authorisation).max(64),
    history: history.transform((known) => ({ ...NOTHING, ...known })).exactOptional(),
  }) as unknown as z.ZodType<HeldMessage>;
}

const NOTHING: History = { log: {}, jti: [], event: null };
