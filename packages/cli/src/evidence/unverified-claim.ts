import {
  decodeBase64urlText,
  isJsonObject,
  type Json,
  ProtocolError,
  parseJson,
} from "@safepassage/core";

/** A claim that nobody has verified yet; undefined where the text is no JWS of JSON. */
export const claimOf = (jws: string, name: string): Json | undefined => memberOf(jws, 1, name);

/** What a signed text says that it is. */
export const typeOf = (jws: string): Json | undefined => memberOf(jws, 0, "typ");

function memberOf(jws: string, part: 0 | 1, name: string): Json | undefined {
  try {
    const json = parseJson(decodeBase64urlText(jws.split(".", 2)[part] ?? ""));
    return isJsonObject(json) ? json[name] : undefined;
  } catch (error) {
    if (error instanceof ProtocolError) return undefined;
    throw error;
  }
}
