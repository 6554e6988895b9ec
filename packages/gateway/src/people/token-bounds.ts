/** Nobody signs access tokens with a secret that others have. */
export const TOKEN_ALGORITHMS = [
  "ES256",
  "ES384",
  "ES512",
  "PS256",
  "PS384",
  "PS512",
  "RS256",
  "EdDSA",
  "Ed25519",
];
/** By which two clocks may differ. */
export const TOLERANCE_SECONDS = 30;
