import { concatBytes, decodeUtf8 } from "@safepassage/core";
import { GatewayError } from "./gateway-error.ts";

/**
 * Reads the body of an answer, of at most `limit` octets, as UTF-8.
 *
 * A length that is announced too large is refused before anything is read; one that was not
 * announced, as soon as it is passed.
 *
 * @throws {@link GatewayError} `GATEWAY_BODY_TOO_LARGE`; CoreError `JSON_BAD_TEXT`.
 */
export async function readText(
  { headers, body }: Pick<Response, "headers" | "body">,
  limit: number,
): Promise<string> {
  const tooLarge = () => new GatewayError("GATEWAY_BODY_TOO_LARGE", `more than ${limit} octets`);
  if (Number(headers.get("content-length") ?? 0) > limit) throw tooLarge();
  if (body === null) return "";
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of body) {
    length += part.length;
    // Leaving the loop cancels the stream.
    if (length > limit) throw tooLarge();
    parts.push(part);
  }
  return decodeUtf8(concatBytes(...parts));
}
