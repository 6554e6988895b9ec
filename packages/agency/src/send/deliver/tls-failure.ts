import type { AgencyErrorCode } from "../../setting/agency-error.ts";

/** Finds in an error and its causes why a TLS connection was not made; `undefined` if it was for something else. */
export function tlsFailureOf(error: unknown): AgencyErrorCode | undefined {
  let one = error;
  for (let depth = 0; depth < MOST_CAUSES && one instanceof Error; depth++) {
    const { code } = one as NodeJS.ErrnoException;
    const [, found] = CAUSES.find(([pattern]) => pattern.test(code ?? "")) ?? [];
    if (found !== undefined) return found;
    one = one.cause;
  }
  return undefined;
}

/** Codes of Node, which are those of OpenSSL (`X509_V_ERR_*`), and its names of TLS alerts (RFC 8446, section 6.2). */
const CAUSES: readonly (readonly [RegExp, AgencyErrorCode])[] = [
  [/^CERT_HAS_EXPIRED$/, "GATEWAY_PEER_CERTIFICATE_OVER"],
  [/^CERT_NOT_YET_VALID$/, "GATEWAY_PEER_CERTIFICATE_NOT_YET"],
  [/^(ERR_TLS_CERT_ALTNAME_INVALID|HOSTNAME_MISMATCH)$/, "GATEWAY_PEER_CERTIFICATE_OTHER_NAME"],
  [
    /^(CERT_|UNABLE_TO_(GET_ISSUER|VERIFY)|(DEPTH_ZERO_)?SELF_SIGNED_CERT|INVALID_(CA|PURPOSE)$|PATH_LENGTH)/,
    "GATEWAY_PEER_CERTIFICATE_UNTRUSTED",
  ],
  [
    /^ERR_SSL_.+_ALERT_(BAD_CERTIFICATE|CERTIFICATE_|UNSUPPORTED_CERTIFICATE|UNKNOWN_CA|ACCESS_DENIED)/,
    "GATEWAY_CLIENT_CERTIFICATE_REFUSED",
  ],
];
const MOST_CAUSES = 8;
