import {
  decodeBase64urlText,
  isJsonObject,
  type Json,
  ProtocolError,
  parseJson,
} from "@safepassage/core";

/** Reads an unverified claim; undefined if the text is not a JWS of JSON. */
export const claimOf = (jws: string, name: string): Json | undefined => memberOf(jws, 1, name);

/** Reads the unverified type of a signed text. */
export const typeOf = (jws: string): Json | undefined => memberOf(jws, 0, "typ");

/** Reads the unverified id of the key of a signed text. */
export const kidOf = (jws: string): string => String(memberOf(jws, 0, "kid"));

function memberOf(jws: string, part: 0 | 1, name: string): Json | undefined {
  try {
    const json = parseJson(decodeBase64urlText(jws.split(".", 2)[part] ?? ""));
    return isJsonObject(json) ? json[name] : undefined;
  } catch (error) {
    if (error instanceof ProtocolError) return undefined;
    throw error;
  }
}
