import type { JsonObject } from "@safepassage/core";
import { type ParsedSdJwt, reveal } from "@safepassage/disclosure";
import { type DecodedMessage, type DraftClear, hasIdleReason } from "@safepassage/schema";
import { requireCanonicalForm } from "../form/canonical-form.ts";
import { errorOf, MessageError, notCanonical } from "../message-error.ts";
import { decodeBody } from "./decode-body.ts";
import { readPrivate } from "./read-parts.ts";

/**
 * Puts the disclosures of a message back, and checks that they are complete and in their one
 * written form.
 *
 * @param nextSalt - Returns the salts in their order. Without it nobody can tell whether a salt
 *   hides something.
 */
export function revealMessage(
  parsed: ParsedSdJwt,
  clear: DraftClear,
  nextSalt: (() => string) | undefined,
): DecodedMessage {
  if (parsed.keyBinding !== undefined) throw incomplete("a first delivery has no key binding");
  const revealed = reveal(parsed);
  if (revealed.unresolved.size > 0) throw incomplete("a digest is not opened");
  // Only now: if a disclosure was left out, every salt after it is that of another.
  if (nextSalt !== undefined) requireDerivedSalts(parsed, nextSalt);
  const privatePart = revealed.top.inner?.get("private");
  const bodyPart = revealed.top.inner?.get("body");
  if (privatePart?.disclosure === undefined || bodyPart?.disclosure === undefined) {
    throw incomplete("private or body is missing");
  }
  if (privatePart.inner !== undefined) {
    throw new MessageError("MESSAGE_LAYOUT_WRONG", "private holds a disclosure of its own");
  }

  const { private: hidden, body } = revealed.claims as JsonObject;
  const message = {
    clear: {
      ...clear,
      "env.digest.private": privatePart.disclosure.digest,
      "env.digest.body": bodyPart.disclosure.digest,
    },
    private: readPrivate(hidden, clear),
    body: decodeBody(body, bodyPart),
  };
  if (hasIdleReason(message)) throw notCanonical("a reason of necessity is about no value");
  // Last, so that a plainer fault is refused with its own code.
  requireCanonicalForm(parsed, revealed.resolved, bodyPart.disclosure.digest);
  return message;
}

function requireDerivedSalts({ disclosures }: ParsedSdJwt, nextSalt: () => string): void {
  for (const { salt } of disclosures.values()) {
    if (salt !== nextSalt()) {
      throw new MessageError("MESSAGE_SALT_NOT_DERIVED", "a salt is not the next of the seed");
    }
  }
}

const incomplete = errorOf("MESSAGE_DISCLOSURES_INCOMPLETE");
