import { concatBytes, decodeUtf8 } from "@safepassage/core";
import { AgencyError } from "../setting/agency-error.ts";

/**
 * Reads the body of an answer, of at most `limit` octets, as UTF-8.
 *
 * If the announced length is too large, nothing is read; an unannounced length is refused as soon as it passes the
 * limit. When `signal` aborts, reading stops.
 *
 * @throws {@link AgencyError} `GATEWAY_BODY_TOO_LARGE`; CoreError `JSON_BAD_TEXT`; the reason of
 *   `signal`.
 */
export async function readText(
  { headers, body }: Pick<Response, "headers" | "body">,
  limit: number,
  signal: AbortSignal,
): Promise<string> {
  const tooLarge = () => new AgencyError("GATEWAY_BODY_TOO_LARGE", `more than ${limit} octets`);
  if (body === null) return "";
  const reader = body.getReader();
  const giveUp = (): void => {
    reader.cancel().catch(() => {});
  };
  if (signal.aborted) giveUp();
  else signal.addEventListener("abort", giveUp, { once: true });
  if (Number(headers.get("content-length") ?? 0) > limit) throw tooLarge();
  const parts: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    // A cancelled body looks as if it had ended.
    signal.throwIfAborted();
    if (done) return decodeUtf8(concatBytes(...parts));
    length += value.length;
    if (length > limit) throw tooLarge();
    parts.push(value);
  }
}
