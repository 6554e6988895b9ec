import { signJwt } from "../signed-texts.ts";
import { type JsonFormCase, refuse } from "./case.ts";
import { BY_ISSUER, BY_SECOND, flat, general, NAME, OTHER, PAYLOAD, PRESENTED } from "./forms.ts";

/** Members of the forms: which, and of what type. */
export function shapeCases(): JsonFormCase[] {
  const without = (object: object, name: string) =>
    Object.fromEntries(Object.entries(object).filter(([key]) => key !== name));
  const flattened = (id: string, comment: string, object: unknown, expect: string) =>
    refuse(id, comment, "flattened", object, expect);
  const listed = (id: string, comment: string, object: unknown, expect: string) =>
    refuse(id, comment, "general", object, expect);
  return [
    flattened("array", "an array", [flat()], "DISCLOSURE_FORM_NOT_OBJECT"),
    flattened("text", "a string of the compact form", PRESENTED, "DISCLOSURE_FORM_NOT_OBJECT"),
    flattened("general-as-flattened", "general form", general(), "DISCLOSURE_FORM_WRONG"),
    listed("flattened-as-general", "flattened form", flat(), "DISCLOSURE_FORM_WRONG"),
    listed(
      "mixed",
      "general form with a signature beside the list",
      { ...flat(), ...general() },
      "DISCLOSURE_FORM_MIXED",
    ),
    listed(
      "mixed-header",
      "general form with a header beside the list",
      { ...general(), header: { disclosures: [OTHER] } },
      "DISCLOSURE_FORM_MIXED",
    ),
    flattened("member-unknown", "a member more", flat({ x: 1 }), "DISCLOSURE_FORM_MEMBER_UNKNOWN"),
    listed(
      "member-unknown-general",
      "disclosures beside the signatures",
      general([BY_ISSUER], { disclosures: [NAME] }),
      "DISCLOSURE_FORM_MEMBER_UNKNOWN",
    ),
    listed(
      "member-unknown-signature",
      "headers instead of header",
      general([{ ...BY_ISSUER, headers: {} }]),
      "DISCLOSURE_FORM_MEMBER_UNKNOWN",
    ),
    ...["payload", "protected", "signature"].map((name) =>
      flattened(
        `${name}-missing`,
        `no ${name}`,
        without(flat(), name),
        "DISCLOSURE_FORM_MEMBER_MISSING",
      ),
    ),
    listed(
      "protected-missing-general",
      "the second signature has no protected header",
      general([BY_ISSUER, without(BY_SECOND, "protected")]),
      "DISCLOSURE_FORM_MEMBER_MISSING",
    ),
    ...["payload", "protected", "signature"].map((name) =>
      flattened(
        `${name}-object`,
        `${name} is an object`,
        flat({ [name]: {} }),
        "DISCLOSURE_FORM_MEMBER_INVALID",
      ),
    ),
    flattened(
      "header-text",
      "header is a string",
      flat({ header: NAME }),
      "DISCLOSURE_FORM_MEMBER_INVALID",
    ),
    flattened(
      "header-null",
      "header is null",
      flat({ header: null }),
      "DISCLOSURE_FORM_MEMBER_INVALID",
    ),
    listed(
      "signatures-object",
      "signatures is an object",
      general({ "0": BY_ISSUER }),
      "DISCLOSURE_FORM_MEMBER_INVALID",
    ),
    listed(
      "signature-text",
      "a signature is a JWT",
      general([signJwt(PAYLOAD)]),
      "DISCLOSURE_FORM_MEMBER_INVALID",
    ),
  ];
}
