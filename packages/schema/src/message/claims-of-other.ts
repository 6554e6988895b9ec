import { isJsonObject, type Json, type JsonObject } from "@safepassage/core";
import type { DraftClear } from "./message-model.ts";
import { CLAIMS, decodeClaim } from "./wire.ts";

/** The claims that say of a message, whatever its catalogue, who sent it to whom, when, why and under which agreement. */
export type LastingClaim = (typeof LASTING)[number];

/** Claims in clear, of which only the lasting ones are sure to be there. */
export type LastingClear = Pick<DraftClear, LastingClaim> & Partial<DraftClear>;

/**
 * Reads the lasting claims of a signed message that names another catalogue. All others are left out: their names may be
 * new and their codes gone. Codes are not looked up, but each is one short word, so that none is a text.
 *
 * @returns `undefined` if one is missing or of another shape: then no catalogue has made it.
 */
export function lastingClaims(claims: JsonObject): LastingClear | undefined {
  const clear: Record<string, Json> = {};
  for (const { id, path } of CLAIMS) {
    if (!IS_LASTING.has(id)) continue;
    const value = decodeClaim(claims, { id, path });
    if (value === undefined || !isShort(value)) return undefined;
    clear[id] = value;
  }
  const isWhole =
    Object.keys(clear).length === LASTING.length &&
    TEXTS.every((id) => typeof clear[id] === "string") &&
    typeof clear["env.test"] === "boolean" &&
    Array.isArray(clear["env.legalBasis"]) &&
    isReference(clear["env.agreementRef"]);
  return isWhole ? (clear as unknown as LastingClear) : undefined;
}

function isShort(value: Json): boolean {
  if (typeof value === "string") return /^[\x21-\x7e]{1,256}$/.test(value);
  if (Array.isArray(value)) return value.every((one) => typeof one === "string" && isShort(one));
  return typeof value === "boolean" || isJsonObject(value);
}

const isReference = (value: Json | undefined): boolean =>
  isJsonObject(value) &&
  Object.keys(value).sort().join() === "id,sha256,version" &&
  Object.values(value).every((one) => typeof one === "string" && isShort(one));

const LASTING = [
  "env.messageId",
  "env.protocol",
  "env.profile",
  "env.test",
  "env.messageType",
  "env.createdAt",
  "env.deliverBy",
  "env.sender.agencyId",
  "env.sender.country",
  "env.recipient.agencyId",
  "env.recipient.country",
  "env.purpose",
  "env.legalBasis",
  "env.agreementRef",
  "env.retention.eraseBy",
] as const satisfies readonly (keyof DraftClear)[];
const IS_LASTING: ReadonlySet<string> = new Set(LASTING);
const TEXTS = LASTING.filter(
  (id) => !["env.test", "env.legalBasis", "env.agreementRef"].includes(id),
);
