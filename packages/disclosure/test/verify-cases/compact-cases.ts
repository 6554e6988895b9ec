import { join, member, signJwt, withDigests } from "../signed-texts.ts";
import { NAME, refuse, sd, type VerifyCase } from "./case.ts";

/** The text, before any part of it is decoded. */
export function compactCases(): VerifyCase[] {
  const jwt = signJwt(withDigests([NAME]));
  const two = [NAME, member(2, "other", "B")];
  return [
    refuse("too-large", "longer than the limit", sd([NAME]), "DISCLOSURE_TOO_LARGE", {
      limits: { maxLength: 100 },
    }),
    refuse("too-many", "two where one is admitted", sd(two), "DISCLOSURE_TOO_MANY", {
      limits: { maxDisclosures: 1 },
    }),
    refuse("jwt-alone", "no tilde at all", jwt, "DISCLOSURE_SEPARATOR_MISSING"),
    refuse(
      "no-last-tilde",
      "ends in a disclosure",
      `${jwt}~${NAME}`,
      "DISCLOSURE_SEPARATOR_MISSING",
    ),
    refuse("two-tildes", "an empty disclosure", `${jwt}~${NAME}~~`, "DISCLOSURE_EMPTY"),
    refuse("repeated", "a disclosure sent twice", join(jwt, [NAME, NAME]), "DISCLOSURE_REPEATED"),
  ];
}
