import * as z from "zod";
import type { SchemaIssue } from "../value/issue.ts";
import { once } from "../value/once.ts";
import { check, type InputProvenance, parseWith } from "../value/parse-with.ts";
import type { ValueOptions } from "../value/value-schema.ts";
import { acceptsBody, acceptsDraft, acceptsMessage } from "./accepts-message.ts";
import { bodySchema } from "./body.ts";
import { clearSchema, draftClearSchema, privateSchema } from "./envelope.ts";
import type { Body, DecodedMessage, Draft } from "./message-model.ts";

/**
 * Reads what a sender writes: a message before the digests of its hidden parts exist.
 *
 * @throws `SchemaError` `SCHEMA_INVALID` with every issue, `SCHEMA_TOO_LARGE`,
 *   `SCHEMA_TOO_DEEP`.
 */
export function parseDraft(input: unknown): Draft {
  return parseWith(draftSchema(isTest(input)), input);
}

/**
 * Reads a message as it stands after its signature and digests have been checked.
 *
 * @throws `SchemaError` as {@link parseDraft}.
 */
export function parseDecodedMessage(input: unknown): DecodedMessage {
  return parseWith(messageSchema(isTest(input)), input);
}

/**
 * Reads the groups of one case, which is no message yet: no envelope, no purpose.
 *
 * @throws `SchemaError` as {@link parseDraft}.
 */
export function parseBody(input: unknown, options?: ValueOptions): Body {
  return parseWith(bodySchema(options), input);
}

/**
 * Everything that is wrong with the shape of a message, in the order of its parts; empty if nothing.
 *
 * Never throws: a quality judgement returns data. What rule R53 says comes from here.
 *
 * @param from - Left out: nothing is known of the value.
 */
export function checkMessage(input: unknown, from?: InputProvenance): SchemaIssue[] {
  const test = isTest(input);
  return check(acceptsMessage(test), () => messageSchema(test), input, from);
}

/**
 * {@link checkMessage} for a message that was just opened: clear and private part are what
 * {@link claimsToClear} and {@link privateFromWire} have returned, so their values are not looked
 * at again. The body came out of a package of bounded size, so that bounds are asked about only
 * where something is wrong.
 */
export function checkOpenedMessage(message: DecodedMessage): SchemaIssue[] {
  return acceptsBody(isTest(message))(message.body) ? [] : checkMessage(message);
}

/** {@link checkMessage} for a draft. */
export function checkDraft(input: unknown, from?: InputProvenance): SchemaIssue[] {
  const test = isTest(input);
  return check(acceptsDraft(test), () => draftSchema(test), input, from);
}

/** Only `true` makes a test: anything else is judged as production, which admits less. */
function isTest(input: unknown): boolean {
  const clear = (input as { readonly clear?: unknown } | null | undefined)?.clear;
  return (clear as { readonly "env.test"?: unknown } | null | undefined)?.["env.test"] === true;
}

function messageSchema(test: boolean): z.ZodType<DecodedMessage> {
  return once(`message ${test}`, () =>
    z.strictObject({
      clear: clearSchema({ test }),
      private: privateSchema({ test }),
      body: bodySchema({ test }),
    }),
  );
}

function draftSchema(test: boolean): z.ZodType<Draft> {
  return once(`message draft ${test}`, () =>
    z.strictObject({
      clear: draftClearSchema({ test }),
      private: privateSchema({ test }),
      body: bodySchema({ test }),
    }),
  );
}
