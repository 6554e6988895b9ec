import {
  baseClaims,
  digestOf,
  element,
  encodeText,
  join,
  member,
  NOW,
  saltOf,
  signJwt,
  signKeyBinding,
} from "../signed-texts.ts";
import { accept, NAME, sd, type VerifyCase } from "./case.ts";

/** What is accepted, in each form it may have. */
export function acceptedCases(): VerifyCase[] {
  const inner = member(2, "city", "Bern");
  const outer = member(3, "address", { _sd: [digestOf(inner)] });
  const item = element(4, "DE");
  const decoy = digestOf("decoy");
  const payload = {
    ...baseClaims(),
    _sd: [digestOf(NAME), digestOf(outer), decoy].sort(),
    list: [{ "...": digestOf(item) }, "FR", { "...": digestOf("decoy 2") }],
    _sd_alg: "sha-256",
  };
  const jwt = signJwt(payload);
  const all = join(jwt, [NAME, outer, inner, item]);
  const claims = { ...baseClaims(), list: ["DE", "FR"], name: "A", address: { city: "Bern" } };
  const none = join(jwt, []);
  const plain = join(signJwt(baseClaims()), []);
  const spaced = encodeText(`[ "${saltOf(1)}",\r\n "name" , "A" ]`);
  return [
    accept("all-disclosed", "every disclosure, decoys left over", all, claims),
    accept("none-disclosed", "no disclosure at all", none, { ...baseClaims(), list: ["FR"] }),
    accept("no-digests", "nothing is disclosable", plain, baseClaims()),
    accept("spaces", "the digest is over the text as received", sd([spaced]), {
      ...baseClaims(),
      name: "A",
    }),
    accept("key-binding", "with key binding", all + signKeyBinding(all), claims, {
      keyBinding: "required",
    }),
    accept(
      "hidden-exp",
      "an exp in a disclosure that has not come",
      sd([member(5, "exp", NOW + 1)]),
      {
        ...baseClaims(),
        exp: NOW + 1,
      },
    ),
    accept(
      "expired-ignored",
      "times are not compared for evidence",
      join(signJwt({ ...baseClaims(), exp: NOW - 1 }), []),
      { ...baseClaims(), exp: NOW - 1 },
      { checkExpiry: "ignore" },
    ),
    accept(
      "prototype-name",
      "names of Object.prototype are ordinary names",
      sd([member(6, "toString", 1), member(7, "constructor", 2)]),
      { ...baseClaims(), toString: 1, constructor: 2 },
    ),
  ];
}
