import { publicJwkOf, SECRET_KEYS, signJwt, signKeyBinding, TYP } from "../signed-texts.ts";
import { ALL, type JsonFormCase, refuse } from "./case.ts";
import {
  BY_ISSUER,
  BY_SECOND,
  flat,
  general,
  header,
  membersOf,
  NAME,
  OTHER,
  PAYLOAD,
  PRESENTED,
  signed,
} from "./forms.ts";

/** Parameters of the unprotected header. */
export function headerCases(): JsonFormCase[] {
  const unprotected = (id: string, comment: string, value: object, expect: string) =>
    refuse(id, comment, "flattened", flat({ header: value }), expect);
  const named = { alg: "ES256", typ: TYP, kid: "issuer" };
  const second = (header: object) => ({ ...BY_SECOND, header: { kid: "second", ...header } });
  const shown = { disclosures: [NAME] };
  return [
    unprotected("header-empty", "an empty unprotected header", {}, "DISCLOSURE_HEADER_EMPTY"),
    unprotected(
      "header-typ",
      "typ without protection",
      header({ typ: TYP }),
      "DISCLOSURE_HEADER_UNKNOWN",
    ),
    unprotected(
      "header-jwk",
      "a key without protection",
      header({ jwk: publicJwkOf(SECRET_KEYS.stranger) }),
      "DISCLOSURE_HEADER_UNKNOWN",
    ),
    refuse(
      "header-unknown-second",
      "an unknown parameter of the second signature",
      "general",
      general([BY_ISSUER, second({ x: 1 })]),
      "DISCLOSURE_HEADER_UNKNOWN",
      ALL,
    ),
    unprotected("kid-number", "kid is a number", header({ kid: 1 }), "DISCLOSURE_HEADER_INVALID"),
    refuse(
      "kid-twice",
      "kid in both headers",
      "flattened",
      { ...membersOf(signJwt(PAYLOAD, { header: named })), header: header({ kid: "issuer" }) },
      "DISCLOSURE_HEADER_TWICE",
    ),
    refuse(
      "disclosures-protected",
      "disclosures in the protected header",
      "flattened",
      membersOf(signJwt(PAYLOAD, { header: { ...named, ...shown } })),
      "DISCLOSURE_HEADER_MISPLACED",
    ),
    refuse(
      "kb-protected",
      "a key binding JWT in the protected header",
      "flattened",
      membersOf(signJwt(PAYLOAD, { header: { ...named, kb_jwt: signKeyBinding(PRESENTED) } })),
      "DISCLOSURE_HEADER_MISPLACED",
    ),
    refuse(
      "disclosures-second",
      "disclosures with the second signature",
      "general",
      general([signed({}, { kid: "issuer" }), second(shown)]),
      "DISCLOSURE_HEADER_MISPLACED",
      ALL,
    ),
    refuse(
      "disclosures-both",
      "disclosures with both signatures",
      "general",
      general([BY_ISSUER, second({ disclosures: [OTHER] })]),
      "DISCLOSURE_HEADER_MISPLACED",
      ALL,
    ),
    refuse(
      "kb-second",
      "a key binding JWT with the second signature",
      "general",
      general([BY_ISSUER, second({ kb_jwt: signKeyBinding(PRESENTED) })]),
      "DISCLOSURE_HEADER_MISPLACED",
      ALL,
    ),
    unprotected(
      "list-joined",
      "disclosures joined by tildes",
      { disclosures: `${NAME}~${OTHER}` },
      "DISCLOSURE_LIST_INVALID",
    ),
    unprotected(
      "list-decoded",
      "a disclosure that was decoded",
      { disclosures: [NAME, ["salt", "other", "B"]] },
      "DISCLOSURE_LIST_INVALID",
    ),
    refuse(
      "list-too-long",
      "two disclosures where one is admitted",
      "flattened",
      flat({ header: { disclosures: [NAME, OTHER] } }),
      "DISCLOSURE_TOO_MANY",
      { limits: { maxDisclosures: 1 } },
    ),
  ];
}
