import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import jsonForms from "@safepassage/vectors/disclosure/json-forms.json" with { type: "json" };
import compactForm from "@safepassage/vectors/disclosure/verify.json" with { type: "json" };
import rendered from "@safepassage/vectors/sd-jwt/rfc9901-general-json-kb.json" with {
  type: "json",
};
import { describe, expect, it } from "vitest";
import { EXIT, type Exit, run } from "../src/index.ts";
import { createMemoryIo } from "./memory-io.ts";

const NOW = new Date("2026-11-24T09:02:00Z");
const BINDING = ["--audience", "https://verifier.example", "--nonce", "n-1"];

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
    ["issue claims.json --key issuer.jwk --typ t", "TRUST_KEY_INVALID"],
    ["issue claims.json --key sealing.key --typ t", "TRUST_KEY_UNSUITABLE"],
    ["issue claims.json --key mixed.key --typ t", "TRUST_KEY_INVALID"],
    ["present held --disclose /list", "DISCLOSURE_SELECTION_UNKNOWN"],
    ["present claims.json", "DISCLOSURE_SEPARATOR_MISSING"],
    ["verify held --issuer-key issuer.key --typ t --key-binding forbidden", "TRUST_KEY_INVALID"],
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

const CLAIMS = {
  iss: "i",
  clear: { x: 1 },
  name: "Ana",
  address: { "a/b~c": 1, city: "Bern" },
  list: ["DE", "FR", { deep: true }],
};
const ISSUE = ["--key", "issuer.key", "--typ", "t"];

function verify(form = "compact"): string[] {
  const policy = ["--issuer-key", "issuer.jwk", "--typ", "t", "--key-binding", "forbidden"];
  return [...policy, "--form", form, ...(form === "general" ? ["--signatures", "only"] : [])];
}

interface Called {
  readonly exit: Exit;
  readonly text: string;
  /** Both outputs. */
  readonly said: string;
}

function createWorld() {
  const files = new Map<string, string>();
  const call = async (...args: string[]): Promise<Called> => {
    const io = createMemoryIo(files, NOW);
    const exit = await run(args, io);
    const text = io.stdout.join("\n");
    return { exit, text, said: [text, ...io.stderr].join("\n") };
  };
  const tried = async (...args: string[]) => {
    const { exit, text } = await call("sd-jwt", ...args, "--json");
    return { exit, refused: JSON.parse(text).refused as { code: string } | undefined };
  };
  return {
    files,
    call,
    tried,
    json: (name: string) => JSON.parse(files.get(name) ?? "null"),
    async done(...args: string[]): Promise<string> {
      const { exit, text, said } = await call("sd-jwt", ...args);
      if (exit !== EXIT.done) throw new Error(said);
      return text;
    },
    async refused(...args: string[]): Promise<string | undefined> {
      const { exit, refused } = await tried(...args);
      expect(exit).toBe(EXIT.refused);
      return refused?.code;
    },
  };
}

async function createKeys() {
  const world = createWorld();
  for (const [name, alg] of [
    ["issuer", "ES256"],
    ["holder", "Ed25519"],
  ] as const) {
    await world.call("keys", "generate", "--alg", alg, "--out", `${name}.key`);
    world.files.set(`${name}.jwk`, (await world.call("keys", "public", `${name}.key`)).text);
  }
  return world;
}

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

/** Lines of a help that begin with the program's name, without it. */
function examplesIn(help: string): string[] {
  const whole = help.replaceAll(/ \\\n +/g, " ");
  return [...whole.matchAll(/^ {2}safepassage (.*)$/gm)].map(([, line = ""]) => line);
}

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
