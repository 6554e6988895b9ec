import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import rendered from "@safepassage/vectors/sd-jwt/rfc9901-general-json-kb.json" with {
  type: "json",
};
import { describe, expect, it } from "vitest";
import { EXIT } from "../src/index.ts";
import { CLAIMS, createKeys, createWorld, ISSUE, verify } from "./sd-jwt-world.ts";

describe("safepassage sd-jwt", () => {
  it("does what its worked example says, and each command's own example is part of it", async () => {
    const world = createWorld();
    const { text } = await world.call("sd-jwt", "--help");
    const [, claims = ""] = /Example, with (\{.*\}) in claims.json:\n/.exec(text) ?? [];
    world.files.set("claims.json", claims);
    let last = "";
    for (const line of examplesIn(text)) {
      const [, command = "", target] = /^(.*?)(?: > (\S+))?$/.exec(line) ?? [];
      const called = await world.call(...command.split(" "));
      expect(called).toMatchObject({ exit: EXIT.done });
      if (target !== undefined) world.files.set(target, called.text);
      last = called.text;
    }
    const { cnf, ...shown } = JSON.parse(last);
    expect(shown).toEqual({ iss: "https://issuer.example", city: "Bern" });
    expect(cnf.jwk).toMatchObject({ crv: "Ed25519" });

    for (const command of ["issue", "present", "verify"]) {
      const help = await world.call("sd-jwt", command, "--help");
      expect(help.exit).toBe(EXIT.done);
      const [example] = examplesIn(help.text);
      expect(example).toMatch(new RegExp(`^sd-jwt ${command} `));
      expect(examplesIn(text)).toContain(example);
    }
  });

  it.each(["compact", "flattened", "general"])(
    "discloses what the pointers name and nothing else, in %s form",
    async (form) => {
      const world = await createKeys();
      world.files.set("claims.json", JSON.stringify(CLAIMS));
      world.files.set("hide.json", JSON.stringify(["/address", "/address/a~1b~0c", "/list/0"]));
      const hide = ["--disclose", "/name", "/list/2", "--disclose-file", "hide.json"];
      await world.done("issue", "claims.json", ...ISSUE, ...hide, "--form", form, "--out", "held");
      const show = ["--disclose", "/address/a~1b~0c", "/list/2", "--from", form, "--form", form];
      await world.done("present", "held", ...show, "--out", "shown");
      const { claims, checked } = JSON.parse(
        await world.done("verify", "shown", ...verify(form), "--json"),
      );
      expect(claims).toEqual({
        iss: "i",
        clear: { x: 1 },
        address: { "a/b~c": 1, city: "Bern" },
        list: ["FR", { deep: true }],
      });
      expect(checked).toMatchObject({
        form,
        typ: "t",
        disclosures: 3,
        digestsWithoutDisclosure: 2,
        unverifiedSignatures: 0,
        keyBinding: "forbidden",
        times: "2026-11-24T09:02:00Z",
      });
    },
  );

  it("turns one form into another, key bound or not", async () => {
    const world = await createKeys();
    world.files.set("claims.json", JSON.stringify(CLAIMS));
    await world.done("issue", "claims.json", ...ISSUE, "--disclose", "/name", "--out", "a");
    const all = ["--disclose-all"];
    await world.done("present", "a", ...all, "--form", "general", "--out", "b");
    await world.done(
      "present",
      "b",
      ...all,
      "--from",
      "general",
      "--form",
      "flattened",
      "--out",
      "c",
    );
    await world.done("present", "c", ...all, "--from", "flattened", "--out", "d");
    expect(world.files.get("d")).toBe(world.files.get("a"));
  });

  it("signs with several keys, and verifies only one, the first or all of them", async () => {
    const world = await createKeys();
    world.files.set("claims.json", JSON.stringify(CLAIMS));
    const keys = ["--key", "issuer.key", "holder.key", "--typ", "t", "--form", "general"];
    await world.done("issue", "claims.json", ...keys, "--out", "two");
    const set = { keys: ["issuer.jwk", "holder.jwk"].map((name) => world.json(name)) };
    world.files.set("both.jwks", JSON.stringify(set));
    const both = ["--issuer-key", "both.jwks", "--typ", "t", "--key-binding", "forbidden"];
    const general = [...both, "--form", "general", "--json", "--signatures"];
    const all = JSON.parse(await world.done("verify", "two", ...general, "all"));
    expect(all.checked.signatures.map(({ alg }: { alg: string }) => alg)).toEqual([
      "ES256",
      "Ed25519",
    ]);
    const first = JSON.parse(await world.done("verify", "two", ...general, "first"));
    expect(first.checked).toMatchObject({ unverifiedSignatures: 1 });
    expect(first.checked.signatures).toHaveLength(1);
    expect(await world.refused("verify", "two", ...general, "only")).toBe(
      "DISCLOSURE_SIGNATURES_SEVERAL",
    );
    const one = ["--issuer-key", "issuer.jwk", ...both.slice(2), "--form", "general"];
    expect(await world.refused("verify", "two", ...one, "--signatures", "all")).toBe(
      "DISCLOSURE_SIGNATURES_UNASKED",
    );
    expect(await world.refused("present", "two", "--from", "general")).toBe(
      "DISCLOSURE_SIGNATURES_SEVERAL",
    );
    await world.done("present", "two", "--from", "general", "--signatures", "first", "--out", "1");
    await world.done("verify", "1", ...both);
  });

  it("adds decoys that nobody can tell from what is withheld", async () => {
    const world = await createKeys();
    world.files.set("claims.json", JSON.stringify(CLAIMS));
    const decoys = ["--disclose", "/address/city", "--decoys", "3"];
    await world.done("issue", "claims.json", ...ISSUE, ...decoys, "--out", "a");
    const { checked } = JSON.parse(await world.done("verify", "a", ...verify(), "--json"));
    expect(checked).toMatchObject({ disclosures: 1, digestsWithoutDisclosure: 3 });
    expect(await world.refused("verify", "a", ...verify(), "--require-all-resolved")).toBe(
      "DISCLOSURE_UNRESOLVED",
    );
  });

  it("verifies the example that RFC 9901 prints, under both its keys, from standard input", async () => {
    const world = createWorld();
    world.files.set("-", JSON.stringify(rendered));
    world.files.set("keys.jwks", JSON.stringify({ keys: readIssuerKeys() }));
    const { claims, checked } = JSON.parse(
      await world.done(
        ..."verify - --issuer-key keys.jwks --typ example+sd-jwt --form general".split(" "),
        ..."--signatures all --key-binding required --nonce 1234567890 --max-age 60".split(" "),
        ..."--audience https://verifier.example.org --now 2025-05-29T16:48:00Z --json".split(" "),
      ),
    );
    expect(claims).toMatchObject({ family_name: "Doe", given_name: "John" });
    expect(checked).toMatchObject({ disclosures: 2, digestsWithoutDisclosure: 2 });
    expect(checked.signatures).toHaveLength(2);
  });
});

/** Lines of a help that begin with the program's name, without it. */
function examplesIn(help: string): string[] {
  const whole = help.replaceAll(/ \\\n +/g, " ");
  return [...whole.matchAll(/^ {2}safepassage (.*)$/gm)].map(([, line = ""]) => line);
}

/** Public keys of the general example, which its file writes in YAML. */
function readIssuerKeys(): readonly object[] {
  const path = "@safepassage/vectors/sd-jwt/examples/json_serialization_general/specification.yml";
  const text = readFileSync(fileURLToPath(import.meta.resolve(path)), "utf8");
  const [, keys = ""] = /issuer_keys:\n([\s\S]*?)holder_key:/.exec(text) ?? [];
  return keys
    .split(/^ +- /m)
    .slice(1)
    .map((key) => {
      const members = [...key.matchAll(/^ *(\w+): (\S+)$/gm)].map(([, name, value]) => [
        name,
        value,
      ]);
      const { d: _, ...rest } = Object.fromEntries(members);
      return rest;
    });
}
