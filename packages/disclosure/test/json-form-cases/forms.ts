import {
  baseClaims,
  join,
  member,
  SECRET_KEYS,
  type SignOptions,
  signJwt,
  withDigests,
} from "../signed-texts.ts";

export const NAME = member(1, "name", "A");
export const OTHER = member(2, "other", "B");
export const PAYLOAD = withDigests([NAME, OTHER]);
export const CLAIMS = { ...baseClaims(), name: "A" };
export const PRESENTED = join(signJwt(PAYLOAD), [NAME]);

/** Members of a JWS in flattened form. */
export function membersOf(jwt: string): { payload: string; protected: string; signature: string } {
  const [header = "", payload = "", signature = ""] = jwt.split(".");
  return { payload, protected: header, signature };
}

/** A signature as general form lists it. */
export function signed(options: SignOptions = {}, header?: object): Record<string, unknown> {
  const { payload: _, ...rest } = membersOf(signJwt(PAYLOAD, options));
  return { ...rest, ...(header && { header }) };
}

export const BY_ISSUER = signed({}, { disclosures: [NAME], kid: "issuer" });
export const BY_SECOND = signed({ key: SECRET_KEYS.second }, { kid: "second" });

/** The flattened form, with members changed. */
export function flat(change: object = {}): object {
  return { ...membersOf(signJwt(PAYLOAD)), header: { disclosures: [NAME] }, ...change };
}

/** The general form, with members changed. */
export function general(signatures: unknown = [BY_ISSUER], change: object = {}): object {
  return { payload: membersOf(signJwt(PAYLOAD)).payload, signatures, ...change };
}

/** The unprotected header, with more parameters. */
export function header(more: object): object {
  return { disclosures: [NAME], ...more };
}
