import { describe, expect, it } from "vitest";
import { EXIT } from "../src/index.ts";
import { CLAIMS, createKeys, ISSUE } from "./sd-jwt-world.ts";

const BINDING = ["--audience", "https://verifier.example", "--nonce", "n-1"];

describe("a wrong use of safepassage sd-jwt", () => {
  it.each([
    ["issue claims.json --typ t", "CLI_OPTION_MISSING"],
    ["issue claims.json --key issuer.key", "CLI_OPTION_MISSING"],
    ["issue claims.json --key issuer.key holder.key --typ t", "CLI_OPTION_INVALID"],
    ["issue claims.json --key issuer.key --typ t --form cbor", "CLI_OPTION_INVALID"],
    ["issue claims.json --key issuer.key --typ t --decoys 1.5", "CLI_OPTION_INVALID"],
    ["issue claims.json --key issuer.key --typ t --disclose /nowhere", "CLI_OPTION_INVALID"],
    ["issue claims.json --key issuer.key --typ t --disclose name", "CLI_OPTION_INVALID"],
    ["issue claims.json --key issuer.key --typ t --disclose /list/01", "CLI_OPTION_INVALID"],
    ["issue claims.json --key issuer.key --typ t --disclose /list/9", "CLI_OPTION_INVALID"],
    ["issue claims.json --key issuer.key --typ t --disclose-file hide.json", "CLI_FILE_UNREADABLE"],
    [
      "issue claims.json --key issuer.key --typ t --disclose-file claims.json",
      "CLI_OPTION_INVALID",
    ],
    ["issue bound.json --key issuer.key --typ t --holder holder.jwk", "CLI_OPTION_INVALID"],
    ["issue claims.json --key issuer.key --typ t --holder both.jwks", "CLI_OPTION_INVALID"],
    ["issue claims.json --key issuer.key --typ t --out held", "CLI_FILE_EXISTS"],
    ["present held --disclose-all --disclose /name", "CLI_OPTION_INVALID"],
    ["present held --audience a", "CLI_OPTION_INVALID"],
    ["present held --holder-key holder.key --audience a", "CLI_OPTION_MISSING"],
    ["present held --signatures second", "CLI_OPTION_INVALID"],
    ["present held --from jwt", "CLI_OPTION_INVALID"],
    ["verify held --typ t --key-binding forbidden", "CLI_OPTION_MISSING"],
    ["verify held --issuer-key issuer.jwk --typ t", "CLI_OPTION_MISSING"],
    ["verify held --issuer-key issuer.jwk --typ t --key-binding maybe", "CLI_OPTION_INVALID"],
    ["verify held --issuer-key issuer.jwk --typ t --key-binding required", "CLI_OPTION_MISSING"],
    [
      "verify held --issuer-key issuer.jwk --typ t --key-binding forbidden --nonce n",
      "CLI_OPTION_INVALID",
    ],
    [
      "verify held --issuer-key issuer.jwk --typ t --key-binding forbidden --form general",
      "CLI_OPTION_MISSING",
    ],
    [
      "verify held --issuer-key issuer.jwk --typ t --key-binding forbidden --signatures all",
      "CLI_OPTION_INVALID",
    ],
    [
      "verify held --issuer-key issuer.jwk --typ t --key-binding forbidden --alg HS256",
      "CLI_OPTION_INVALID",
    ],
    [
      "verify held --issuer-key issuer.jwk --typ t --key-binding forbidden --expiry later",
      "CLI_OPTION_INVALID",
    ],
    [
      "verify held --issuer-key unnamed.jwks --typ t --key-binding forbidden --form general --signatures all",
      "CLI_OPTION_INVALID",
    ],
  ])("ends %s with %s and status 2", async (line, code) => {
    const world = await createHeld();
    const { exit, refused } = await world.tried(...line.split(" "));
    expect([refused?.code, exit]).toEqual([code, EXIT.usage]);
  });

  it.each([
    ["issue claims.json --key issuer.key --typ t --disclose /iss", "DISCLOSURE_CLAIM_CRITICAL"],
    ["issue list.json --key issuer.key --typ t", "DISCLOSURE_CLAIM_UNSUPPORTED"],
    ["issue claims.json --key issuer.jwk --typ t", "CLI_FILE_KIND"],
    ["issue claims.json --key sealing.key --typ t", "CLI_FILE_KIND"],
    ["issue claims.json --key mixed.key --typ t", "TRUST_KEY_INVALID"],
    ["present held --disclose /list", "DISCLOSURE_SELECTION_UNKNOWN"],
    ["present claims.json", "DISCLOSURE_SEPARATOR_MISSING"],
    ["verify held --issuer-key issuer.key --typ t --key-binding forbidden", "CLI_FILE_KIND"],
    ["verify held --issuer-key list.json --typ t --key-binding forbidden", "TRUST_KEY_INVALID"],
    [
      "verify held --issuer-key holder.jwk --typ t --key-binding forbidden",
      "CLI_ISSUER_KEY_UNKNOWN",
    ],
    [
      "verify held --issuer-key unnamed.jwks --typ t --key-binding forbidden",
      "CLI_ISSUER_KEY_UNKNOWN",
    ],
    [
      "verify held --issuer-key issuer.jwk --typ t --key-binding forbidden --alg Ed25519",
      "JWS_ALGORITHM_NOT_ALLOWED",
    ],
    [
      "verify bound --issuer-key issuer.jwk --typ t --key-binding required --max-age 9 --audience https://verifier.example --nonce n-1",
      "CLI_HOLDER_KEY_MISSING",
    ],
  ])("ends %s with %s and status 1", async (line, code) => {
    const world = await createHeld();
    const { exit, refused } = await world.tried(...line.split(" "));
    expect([refused?.code, exit]).toEqual([code, EXIT.refused]);
  });

  it("never prints a secret, whether a key is good or not", async () => {
    const world = await createHeld();
    const secrets = ["issuer.key", "holder.key"].map((name) => world.json(name)["d"]);
    for (const line of [
      "issue claims.json --key issuer.key --typ t --holder holder.jwk",
      "issue claims.json --key issuer.key --typ t --holder holder.key",
      "issue claims.json --key mixed.key --typ t",
      "issue issuer.key --key issuer.key --typ t --disclose /d",
      "present held --holder-key holder.key --audience a --nonce n",
      "present holder.key",
      "verify issuer.key --issuer-key issuer.jwk --typ t --key-binding forbidden --form flattened",
      "verify held --issuer-key issuer.key --typ t --key-binding forbidden",
    ]) {
      const { said } = await world.call("sd-jwt", ...line.split(" "));
      expect(said).not.toBe("");
      for (const secret of secrets) expect(said).not.toContain(secret);
    }
  });
});

/** Keys good and bad, claims, and an SD-JWT in the file held. */
async function createHeld() {
  const world = await createKeys();
  const { files, json, done } = world;
  await world.call("keys", "generate", "--alg", "X25519", "--out", "sealing.key");
  const { kid: _, ...unnamed } = json("issuer.jwk");
  files.set("unnamed.jwks", JSON.stringify({ keys: [unnamed, json("holder.jwk")] }));
  files.set("both.jwks", JSON.stringify({ keys: [json("issuer.jwk"), json("holder.jwk")] }));
  await world.call("keys", "generate", "--alg", "ES256", "--out", "other.key");
  files.set("mixed.key", JSON.stringify({ ...json("issuer.key"), d: json("other.key").d }));
  files.set("claims.json", JSON.stringify(CLAIMS));
  files.set("bound.json", JSON.stringify({ ...CLAIMS, cnf: { kid: "x" } }));
  files.set("list.json", "[1]");
  await done("issue", "claims.json", ...ISSUE, "--disclose", "/name", "--out", "held");
  await done("issue", "bound.json", ...ISSUE, "--out", "unbound");
  const holder = ["--holder-key", "holder.key", ...BINDING];
  await done("present", "unbound", ...holder, "--out", "bound");
  return world;
}
