import { concatBytes, decodeUtf8 } from "@safepassage/core";
import { GatewayError } from "./gateway-error.ts";

/**
 * Reads a body of at most `limit` octets.
 *
 * A length that is announced too large is refused before anything is read; one that was not
 * announced, as soon as it is passed.
 *
 * @throws {@link GatewayError} `GATEWAY_BODY_TOO_LARGE`.
 */
export async function readOctets(
  { headers, body }: Pick<Request | Response, "headers" | "body">,
  limit: number,
): Promise<Uint8Array> {
  const tooLarge = () => new GatewayError("GATEWAY_BODY_TOO_LARGE", `more than ${limit} octets`);
  if (Number(headers.get("content-length") ?? 0) > limit) throw tooLarge();
  if (body === null) return new Uint8Array();
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of body) {
    length += part.length;
    // Leaving the loop cancels the stream.
    if (length > limit) throw tooLarge();
    parts.push(part);
  }
  return concatBytes(...parts);
}

/** {@link readOctets}, decoded as UTF-8. @throws CoreError `JSON_BAD_TEXT`. */
export async function readText(
  source: Pick<Request | Response, "headers" | "body">,
  limit: number,
): Promise<string> {
  return decodeUtf8(await readOctets(source, limit));
}
