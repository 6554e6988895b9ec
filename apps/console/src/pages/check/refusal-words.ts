/**
 * Refusals of what was given that is no message and no receipt, each with the name of what to do about it. The area `check` says what is wrong
 * (`refused.…`) and what to do (`refusedFix.…`).
 */
const REFUSED = {
  AGREEMENT_INVALID: "agreement",
  JSON_BAD_NUMBER: "file",
  JSON_BAD_TEXT: "file",
  JSON_DUPLICATE_MEMBER: "file",
  JSON_FORBIDDEN_MEMBER: "file",
  JSON_MALFORMED: "file",
  JSON_TOO_DEEP: "file",
  JSON_TOO_LARGE: "file",
  JSON_TOO_MANY: "file",
  TRUST_KEY_INVALID: "key",
  TRUST_KEY_UNSUITABLE: "key",
  TRUST_REGISTRY_INVALID: "registry",
} as const;

/**
 * The names of the words for such a refusal. `undefined` for one that the page has no words for.
 *
 * @param isSigned - Whether it is about a message or a receipt. Beside them, only the registry has a signature.
 */
export function refusedWords(code: string, isSigned: boolean) {
  if (!isSigned && /^(BASE64URL|JWS)_/.test(code)) {
    const title = code === "JWS_SIGNATURE_INVALID" ? "JWS" : "TRUST_REGISTRY_INVALID";
    return { title: `refused.${title}`, fix: "refusedFix.registry" } as const;
  }
  if (!Object.hasOwn(REFUSED, code)) return undefined;
  const known = code as keyof typeof REFUSED;
  return { title: `refused.${known}`, fix: `refusedFix.${REFUSED[known]}` } as const;
}
