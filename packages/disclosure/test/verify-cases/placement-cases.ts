import {
  baseClaims,
  chainOf,
  digestOf,
  element,
  join,
  member,
  signJwt,
  withDigests,
} from "../signed-texts.ts";
import { NAME, refuse, sd, type VerifyCase } from "./case.ts";

/** Where a disclosure belongs, and how deep. */
export function placementCases(): VerifyCase[] {
  const item = element(2, "DE");
  const placeholder = { "...": digestOf(item) };
  const payloadOf = (more: object, disclosures: string[]) =>
    join(signJwt({ ...baseClaims(), ...more }), disclosures);
  const unnamed = [digestOf(item)];
  const named = [{ "...": digestOf(NAME) }];
  const inner = member(4, "inner", 1);
  const outer = member(5, "outer", { _sd: [digestOf(inner)] });
  const deep = member(6, "a", { b: { c: { d: {} } } });
  const chain = chainOf(6);
  return [
    refuse(
      "placeholder-extra",
      "a placeholder with another member",
      payloadOf({ list: [{ ...placeholder, a: 1 }] }, [item]),
      "DISCLOSURE_PLACEHOLDER_EXTRA",
    ),
    refuse(
      "placeholder-sd",
      "a placeholder with _sd",
      payloadOf({ list: [{ ...placeholder, _sd: [] }] }, [item]),
      "DISCLOSURE_PLACEHOLDER_EXTRA",
    ),
    refuse(
      "placeholder-top",
      "three dots at the top level",
      payloadOf({ "...": digestOf("decoy") }, []),
      "DISCLOSURE_PLACEHOLDER_MISPLACED",
    ),
    refuse(
      "placeholder-member",
      "a member is a placeholder",
      payloadOf({ a: placeholder }, [item]),
      "DISCLOSURE_PLACEHOLDER_MISPLACED",
    ),
    refuse(
      "placeholder-disclosed",
      "a disclosed value is a placeholder",
      sd([member(3, "a", placeholder)]),
      "DISCLOSURE_PLACEHOLDER_MISPLACED",
    ),
    refuse(
      "member-unnamed",
      "an element's disclosure in _sd",
      payloadOf({ _sd: unnamed }, [item]),
      "DISCLOSURE_MEMBER_UNNAMED",
    ),
    refuse(
      "element-named",
      "a member's disclosure as element",
      payloadOf({ list: named }, [NAME]),
      "DISCLOSURE_ELEMENT_NAMED",
    ),
    refuse(
      "name-taken",
      "the claim is in the clear",
      join(signJwt(withDigests([NAME], { name: "B" })), [NAME]),
      "DISCLOSURE_NAME_TAKEN",
    ),
    refuse(
      "name-taken-iss",
      "replaces the issuer",
      sd([member(3, "iss", "https://other.example")]),
      "DISCLOSURE_NAME_TAKEN",
    ),
    refuse(
      "name-taken-sd-first",
      "_sd stands before the claim",
      payloadOf({ a: { _sd: [digestOf(NAME)], name: "B" } }, [NAME]),
      "DISCLOSURE_NAME_TAKEN",
    ),
    refuse(
      "name-twice",
      "two disclosures of one claim",
      sd([NAME, member(3, "name", "B")]),
      "DISCLOSURE_NAME_TAKEN",
    ),
    refuse(
      "unreferenced",
      "a disclosure of another SD-JWT",
      join(signJwt(withDigests([NAME])), [NAME, inner]),
      "DISCLOSURE_UNREFERENCED",
    ),
    refuse(
      "value-changed",
      "another value under the same salt",
      join(signJwt(withDigests([NAME])), [member(1, "name", "B")]),
      "DISCLOSURE_UNREFERENCED",
    ),
    refuse(
      "inner-alone",
      "an inner disclosure without the outer",
      join(signJwt(withDigests([outer])), [inner]),
      "DISCLOSURE_UNREFERENCED",
    ),
    refuse(
      "digest-in-text",
      "a digest in an ordinary claim is not one",
      join(signJwt({ ...baseClaims(), sd: [digestOf(NAME)] }), [NAME]),
      "DISCLOSURE_UNREFERENCED",
    ),
    refuse(
      "unresolved-member",
      "a member left closed",
      join(signJwt(withDigests([NAME])), []),
      "DISCLOSURE_UNRESOLVED",
      { requireAllResolved: true },
    ),
    refuse(
      "unresolved-element",
      "an element left closed",
      payloadOf({ list: [placeholder] }, []),
      "DISCLOSURE_UNRESOLVED",
      { requireAllResolved: true },
    ),
    refuse(
      "unresolved-inner",
      "an inner member left closed",
      join(signJwt(withDigests([outer])), [outer]),
      "DISCLOSURE_UNRESOLVED",
      { requireAllResolved: true },
    ),
    refuse(
      "deep-payload",
      "a payload of five levels",
      payloadOf({ a: { b: { c: { d: {} } } } }, []),
      "DISCLOSURE_TOO_DEEP",
      { limits: { maxDepth: 4 } },
    ),
    refuse("deep-value", "a disclosed value makes five levels", sd([deep]), "DISCLOSURE_TOO_DEEP", {
      limits: { maxDepth: 4 },
    }),
    refuse(
      "deep-chain",
      "six disclosures inside each other",
      sd([chain[0] ?? ""], chain.slice(1)),
      "DISCLOSURE_TOO_DEEP",
      { limits: { maxDepth: 4 } },
    ),
  ];
}
