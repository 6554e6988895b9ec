import {
  decodeBase64urlText,
  isJsonObject,
  type Json,
  ProtocolError,
  parseJson,
} from "@safepassage/core";

/** A member of the header of a signed text that nobody has verified; `undefined` if there is none. */
export const headerOf = (jws: string, name: string): Json | undefined => memberOf(jws, 0, name);

/** A claim of a signed text that nobody has verified; `undefined` if there is none. */
export const claimOf = (jws: string, name: string): Json | undefined => memberOf(jws, 1, name);

function memberOf(jws: string, part: 0 | 1, name: string): Json | undefined {
  try {
    const json = parseJson(decodeBase64urlText(jws.split(".", 2)[part] ?? ""));
    return isJsonObject(json) && Object.hasOwn(json, name) ? json[name] : undefined;
  } catch (error) {
    if (error instanceof ProtocolError) return undefined;
    throw error;
  }
}
