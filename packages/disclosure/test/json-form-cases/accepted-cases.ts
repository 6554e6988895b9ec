import { baseClaims, SECRET_KEYS, signJwt, signKeyBinding, TYP } from "../signed-texts.ts";
import { ALL, accept, type JsonFormCase } from "./case.ts";
import {
  BY_ISSUER,
  BY_SECOND,
  flat,
  general,
  header,
  membersOf,
  NAME,
  PAYLOAD,
  PRESENTED,
  signed,
} from "./forms.ts";

/** What is accepted, in both forms. */
export function acceptedCases(): JsonFormCase[] {
  const bound = signKeyBinding(PRESENTED);
  const named = signed({ header: { alg: "ES256", typ: TYP, kid: "issuer" } });
  return [
    accept("flattened", "one disclosure", "flattened", flat()),
    accept("general", "one signature in a list", "general", general()),
    accept(
      "no-header",
      "no unprotected header, so no disclosures",
      "flattened",
      membersOf(signJwt(PAYLOAD)),
      { claims: baseClaims() },
    ),
    accept(
      "no-disclosures",
      "an empty list of disclosures",
      "flattened",
      flat({ header: { disclosures: [] } }),
      { claims: baseClaims() },
    ),
    accept(
      "flattened-kid",
      "the key is named in the unprotected header",
      "flattened",
      flat({ header: { disclosures: [NAME], kid: "issuer" } }),
    ),
    accept("spaces", "white space between members", "flattened", flat(), {
      text: JSON.stringify(flat(), undefined, 1),
    }),
    accept(
      "flattened-bound",
      "key binding over the compact form",
      "flattened",
      flat({ header: { disclosures: [NAME], kb_jwt: bound } }),
      { policy: { keyBinding: "required" } },
    ),
    accept(
      "first-of-two",
      "the second signature is not verified",
      "general",
      general([BY_ISSUER, signed({ key: SECRET_KEYS.stranger })]),
      { policy: { signatures: { verify: "first" } }, unverifiedSignatures: 1 },
    ),
    accept(
      "two-of-two",
      "both signatures are verified",
      "general",
      general([BY_ISSUER, BY_SECOND]),
      {
        policy: ALL,
      },
    ),
    accept(
      "protected-kid",
      "the first key is named in the protected header",
      "general",
      general([{ ...named, header: { disclosures: [NAME] } }, BY_SECOND]),
      { policy: ALL },
    ),
    accept(
      "general-bound",
      "key binding covers the first signature only",
      "general",
      general([{ ...BY_ISSUER, header: header({ kid: "issuer", kb_jwt: bound }) }, BY_SECOND]),
      { policy: { ...ALL, keyBinding: "required" } },
    ),
  ];
}
