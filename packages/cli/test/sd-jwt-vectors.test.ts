import jsonForms from "@safepassage/vectors/disclosure/json-forms.json" with { type: "json" };
import compactForm from "@safepassage/vectors/disclosure/verify.json" with { type: "json" };
import { describe, expect, it } from "vitest";
import { EXIT } from "../src/index.ts";
import { createWorld } from "./sd-jwt-world.ts";

describe("the vectors, on the command line", () => {
  // Bounds are no options here: the command has those of the library.
  const rows = compactForm.cases.filter((row) => !("limits" in (row.policy ?? {})));
  it.each(rows)("give in compact form for $id: $expect", async (row) => {
    const policy = { ...compactForm.policy, ...row.policy };
    expect(await judge(row.sdJwt, policy, compactForm.keys)).toBe(row.expect);
  });

  const formRows = jsonForms.cases.filter((row) => !("limits" in (row.policy ?? {})));
  it.each(formRows)("give in $form form for $id: $expect", async (row) => {
    const { signatures, ...policy } = { ...jsonForms.policy, ...row.policy };
    const more = row.form === "general" ? ["--signatures", signatures.verify] : [];
    const kids = "kids" in signatures ? (signatures.kids as ("issuer" | "second")[]) : undefined;
    const keys = kids?.map((kid) => ({ ...jsonForms.keys[kid], kid }));
    const args = ["--form", row.form, ...more];
    expect(await judge(row.text, policy, jsonForms.keys, args, keys)).toBe(row.expect);
  });
});

/** Verifies a vector by the command: `ok` or the code. */
async function judge(
  text: string,
  policy: {
    readonly typ: string;
    readonly keyBinding: string;
    readonly audience: string;
    readonly nonce: string;
    readonly maxAgeSeconds: number;
    readonly requireAllResolved: boolean;
    readonly checkExpiry: string;
    readonly now: number;
    readonly skewSeconds: number;
  },
  { issuer, holder }: { readonly issuer: object; readonly holder: object },
  more: readonly string[] = [],
  keys: readonly object[] = [issuer],
): Promise<string> {
  const world = createWorld();
  world.files.set("text", text);
  world.files.set("issuer.jwks", JSON.stringify({ keys }));
  world.files.set("holder.jwk", JSON.stringify(holder));
  const { exit, refused } = await world.tried(
    ...["verify", "text", "--issuer-key", "issuer.jwks", "--typ", policy.typ],
    ...["--key-binding", policy.keyBinding, "--expiry", policy.checkExpiry],
    ...(policy.keyBinding === "required"
      ? [
          ...["--audience", policy.audience, "--nonce", policy.nonce],
          ...["--max-age", String(policy.maxAgeSeconds), "--holder-key", "holder.jwk"],
        ]
      : []),
    ...(policy.requireAllResolved ? ["--require-all-resolved"] : []),
    ...["--now", new Date(policy.now * 1000).toISOString().replace(".000", "")],
    ...["--skew", String(policy.skewSeconds)],
    ...more,
  );
  expect(exit).toBe(refused === undefined ? EXIT.done : EXIT.refused);
  return refused?.code ?? "ok";
}
