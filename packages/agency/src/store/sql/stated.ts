import { statementOf } from "@safepassage/message";
import type { DecodedMessage } from "@safepassage/schema";

/**
 * What a certificate of erasure states that was stored by a version before 11, which kept it nowhere but in the content. The
 * content ends on its day; this is evidence, and stays.
 *
 * @param content - Reads the content, if it is held. What cannot be read states nothing, and hinders no erasure.
 */
export function stated(
  { message_type: messageType, state }: { readonly message_type: string; readonly state: string },
  content: () => { readonly sdJwt: string; readonly message: DecodedMessage } | undefined,
): string | undefined {
  if (messageType !== CERTIFICATE || state === "quarantined") return undefined;
  try {
    const held = content();
    return held && statementOf(held);
  } catch {
    return undefined;
  }
}

/** The only type of message that states something which outlives its content. */
export const CERTIFICATE = "erasureCertificate";
