import {
  encodeJson,
  member,
  SECRET_KEYS,
  setLeftOverBit,
  signJwt,
  TYP,
  withDigests,
} from "../signed-texts.ts";
import { type JsonFormCase, refuse } from "./case.ts";
import { flat, membersOf, NAME, OTHER, PAYLOAD, signed } from "./forms.ts";

/** What the parts hold: the rules of the compact form hold here too. */
export function partCases(): JsonFormCase[] {
  const flattened = (id: string, comment: string, change: object, expect: string) =>
    refuse(id, comment, "flattened", flat(change), expect);
  const { payload, protected: head, signature } = membersOf(signJwt(PAYLOAD));
  const list = (...disclosures: string[]) => ({ header: { disclosures } });
  return [
    flattened("padded", "a padded payload", { payload: `${payload}=` }, "BASE64URL_MALFORMED"),
    flattened(
      "left-over-bit",
      "left-over bits of the signature are not zero",
      { signature: setLeftOverBit(signature) },
      "BASE64URL_MALFORMED",
    ),
    flattened(
      "dot",
      "protected holds a dot and the payload with it",
      { protected: `${head}.${payload}` },
      "JWS_MALFORMED",
    ),
    flattened(
      "two-in-one",
      "two disclosures in one string",
      list(`${NAME}~${OTHER}`),
      "DISCLOSURE_ENCODING_INVALID",
    ),
    flattened("disclosure-empty", "an empty disclosure", list(NAME, ""), "DISCLOSURE_EMPTY"),
    flattened("disclosure-twice", "the same twice", list(NAME, NAME), "DISCLOSURE_REPEATED"),
    flattened(
      "disclosure-foreign",
      "a disclosure of no digest",
      list(NAME, member(3, "third", "C")),
      "DISCLOSURE_UNREFERENCED",
    ),
    flattened(
      "alg-none",
      "unsigned",
      { protected: encodeJson({ alg: "none", typ: TYP }), signature: "" },
      "JWS_ALGORITHM_NOT_ALLOWED",
    ),
    flattened(
      "typ-wrong",
      "another type",
      signed({ header: { alg: "ES256", typ: "other+sd-jwt" } }),
      "JWS_TYPE_WRONG",
    ),
    flattened(
      "stranger",
      "another key",
      signed({ key: SECRET_KEYS.stranger }),
      "JWS_SIGNATURE_INVALID",
    ),
    flattened(
      "payload-changed",
      "the payload of another",
      { payload: encodeJson(withDigests([NAME], { a: 1 })) },
      "JWS_SIGNATURE_INVALID",
    ),
  ];
}
