import {
  chmodSync,
  cpSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { parsePublicJwk } from "@safepassage/trust";
import { beforeEach, describe, expect, it } from "vitest";
import { call } from "./call-on-disk.ts";
import { configOf, makeExchangeForEach, ngoB, ngoC, root } from "./exchange-folders.ts";

makeExchangeForEach();

describe("safepassage gateway check and doctor", () => {
  beforeEach(() => call("gateway", "init", ngoB, "--yes"));

  it("tell every mistake with its file, its place and what to do, and end with 1", async () => {
    const config = configOf(ngoB);
    const gateway = { ...config.gateway, listen: { port: "eighty" } };
    writeFileSync(join(ngoB, "agency.json"), JSON.stringify({ ...config, gateway }));
    chmodSync(join(ngoB, "keys/signing-key.json"), 0o644);
    const { exit, out, err } = await call("gateway", "check", ngoB);
    expect([exit, err]).toEqual([1, ""]);
    expect(out).toContain(
      [
        "mistake      configuration",
        "  at   agency.json /gateway/listen/port",
        "       It has the wrong type. (WRONG_TYPE)",
        "       Expected: the port for other agencies; 0 lets the system choose. A whole number from 0 to 65535.",
        "mistake      files",
        "  at   keys/signing-key.json",
        "       Others than its owner can read it. (OPEN_TO_OTHERS)",
        "       chmod go= keys/signing-key.json",
      ].join("\n"),
    );
    expect(out).toContain("not checked  identity       agency.json cannot be used");
    expect(out).toMatch(/2 mistakes: the gateway does not start like this\.$/);
    const json = await call("gateway", "check", ngoB, "--json");
    expect(json.exit).toBe(1);
    const { outcomes } = JSON.parse(json.out);
    expect(outcomes).toContainEqual({
      ...{ check: "files", state: "mistake" },
      findings: [
        {
          ...{ level: "mistake", code: "OPEN_TO_OTHERS", file: "keys/signing-key.json" },
          ...{ sentence: "Others than its owner can read it." },
          fix: "chmod go= keys/signing-key.json",
        },
      ],
    });
    expect((await call("gateway", "check")).exit).toBe(2);
  });

  it("end with 1 while something is waited for, and with 0 where a person should only look", async () => {
    rmSync(join(ngoB, "agreements/agr-assist.json"));
    const waits = await call("gateway", "check", ngoB);
    expect(waits.exit).toBe(1);
    expect(waits.out).toMatch(/starts, and is not ready until 1 thing is over\.$/);
    cpSync(join(ngoC, "agreements"), join(ngoB, "agreements"), { recursive: true });
    writeFileSync(join(ngoB, "config.json"), "{}");
    const looks = await call("gateway", "check", ngoB);
    expect(looks.exit).toBe(0);
    expect(looks.out).toMatch(/Nothing stands in the way\. 2 things to look at\.$/);
  });

  it("make a report that may be sent on: no key, no token, no path of this machine", async () => {
    chmodSync(join(ngoB, "keys/officer.key"), 0o644);
    for (const how of [[], ["--json"]]) {
      const { exit, out } = await call("gateway", "doctor", ngoB, ...how);
      expect(exit).toBe(1);
      expect(out).toContain("OPEN_TO_OTHERS");
      for (const word of ["disk", "memory", "running", "catalogue", process.version]) {
        expect(out).toContain(word);
      }
      const secrets = [
        ...readdirSync(join(ngoB, "tokens")).map((name) =>
          readFileSync(join(ngoB, "tokens", name), "utf8").trim(),
        ),
        JSON.parse(readFileSync(join(ngoB, "keys/signing-key.json"), "utf8")).d,
        readFileSync(join(ngoB, "keys/officer.key"), "base64"),
        root,
      ];
      for (const secret of secrets) expect(out).not.toContain(secret);
    }
  });
});

describe("safepassage gateway keys", () => {
  beforeEach(() => call("gateway", "init", ngoB, "--yes"));

  it("makes the next key, shows its public half alone, and lists what the registry says", async () => {
    const made = await call("gateway", "keys", ngoB, "next", "--alg", "ES256");
    expect(made.exit).toBe(0);
    const { kid, alg } = parsePublicJwk(JSON.parse(made.out));
    expect(alg).toBe("ES256");
    expect(made.err).toContain("Give this to the authority of the registry");
    const path = join(ngoB, "keys/signing-key.next.json");
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const { d } = JSON.parse(readFileSync(path, "utf8"));
    expect(made.out + made.err).not.toContain(d);
    const { out } = await call("gateway", "keys", ngoB);
    expect(out).toMatch(/^signing +\S{43} {2}Ed25519 {2}in force$/m);
    expect(out).toContain(`signing, next     ${kid}  ES256    the registry does not list it`);
    // As after a kill before it was printed.
    const again = (await call("gateway", "keys", ngoB, "next")).err;
    expect(again).toContain("(GATEWAY_NEXT_KEY_EXISTS)");
    const [, how = ""] =
      /hint: safepassage (keys public \S+) prints its public half/.exec(again) ?? [];
    const [keys = "", half = "", file = ""] = how.split(" ");
    expect(JSON.parse((await call(keys, half, join(ngoB, file))).out)).toMatchObject({ kid, alg });
    const used = await call("gateway", "keys", ngoB, "use");
    expect([used.exit, used.err]).toEqual([
      1,
      expect.stringContaining("(GATEWAY_NEXT_KEY_UNLISTED)"),
    ]);
    expect((await call("gateway", "check", ngoB)).exit).toBe(0);
  });

  it.each<[string, readonly string[]]>([
    ["keys/signing-key.json", ["list"]],
    ["keys/signing-key.next.json", ["list"]],
    ["keys/signing-key.next.json", ["use"]],
    ["keys/epochs.json", ["list"]],
    ["registry-key.json", ["list"]],
  ])("names a damaged %s for %j, and never says that there is no such key", async (file, words) => {
    await call("gateway", "keys", ngoB, "next");
    writeFileSync(join(ngoB, file), '{"kty":');
    const { exit, out, err } = await call("gateway", "keys", ngoB, ...words);
    expect([exit, out]).toEqual([1, ""]);
    expect(err).toContain("(AGENCY_FOLDER_INVALID)");
    expect(err).toContain(file);
  });

  it.each<[readonly string[], number, string]>([
    [["use"], 1, "(GATEWAY_NEXT_KEY_MISSING)"],
    [["roll"], 2, "(CLI_USAGE)"],
    [["next", "--alg", "RSA"], 2, "--alg is Ed25519 or ES256"],
    [["list", "--alg", "ES256"], 2, "--alg means nothing here"],
  ])("refuses %j", async (words, exit, said) => {
    const called = await call("gateway", "keys", ngoB, ...words);
    expect(called.exit).toBe(exit);
    expect(called.err).toContain(said);
  });
});

it("safepassage gateway status says if none runs", async () => {
  await call("gateway", "init", ngoB, "--yes");
  const { exit, err } = await call("gateway", "status", ngoB);
  expect(exit).toBe(1);
  expect(err).toContain("(GATEWAY_NOT_RUNNING)");
  expect((await call("gateway", "status", ngoB, "--wait", "soon")).exit).toBe(2);
});
