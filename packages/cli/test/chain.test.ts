import { canonicalJson } from "@safepassage/core";
import { beforeEach, describe, expect, it } from "vitest";
import { EXIT } from "../src/index.ts";
import { createCaller } from "./call.ts";
import { NGO_C } from "./world.ts";

let { files, call } = createCaller();
beforeEach(() => {
  ({ files, call } = createCaller());
});

const SIGN_B = ["agreement", "sign", "terms.json", "--key", "ngo-b.key", "--out", "b.json"];

describe("agreement sign", () => {
  it("signs the canonical form and says what was signed, by how many of the parties", async () => {
    const terms = JSON.parse(files.get("terms.json") ?? "");
    const reversed = Object.fromEntries(Object.entries(terms).toReversed());
    files.set("terms.json", JSON.stringify(reversed, null, 2));
    const first = await call(...SIGN_B);
    expect(first.exit).toBe(EXIT.done);
    expect(first.text).toMatch(/^signed AGR-ASSIST, version 1\.0, for ASSISTANCE_REFERRAL/);
    expect(first.text).toContain("1 signature; 2 parties: https://ngo-b.test, https://ngo-c.test");
    const { payload } = JSON.parse(files.get("b.json") ?? "");
    expect(Buffer.from(payload, "base64url").toString()).toBe(canonicalJson(terms));

    const alone = await call(...judge("b.json"));
    expect(JSON.parse(alone.text)).toMatchObject({ refused: { code: "AGREEMENT_INVALID" } });
    const second = await call(
      ...["agreement", "sign", "b.json", "--key", "ngo-c.key", "--out", "both.json", "--json"],
    );
    expect(JSON.parse(second.text)).toMatchObject({ signatures: 2 });
    expect((await call(...judge("both.json"))).exit).toBe(EXIT.done);
  });

  it.each<[string, string, (terms: Record<string, unknown>) => unknown]>([
    ["CLI_NOT_TERMS", "another file", () => ({ recipient: "a" })],
    ["CLI_NOT_TERMS", "terms with a digest", (terms) => ({ ...terms, sha256: "" })],
    ["SCHEMA_INVALID", "an unknown member", (terms) => ({ ...terms, note: "" })],
    ["SCHEMA_INVALID", "an unknown purpose", (terms) => ({ ...terms, purposes: ["GOSSIP"] })],
  ])("refuses with %s %s, and writes nothing", async (code, _, change) => {
    files.set("terms.json", JSON.stringify(change(JSON.parse(files.get("terms.json") ?? ""))));
    const { exit, text } = await call(...SIGN_B, "--json");
    expect([exit, JSON.parse(text).refused.code]).toEqual([EXIT.refused, code]);
    expect(files.has("b.json")).toBe(false);
  });

  it("refuses a key that has signed already, and what is not in its canonical form", async () => {
    await call(...SIGN_B);
    const again = ["agreement", "sign", "b.json", "--key", "ngo-b.key", "--out", "c.json"];
    const { io } = await call(...again);
    expect(io.stderr.join("\n")).toContain("TRUST_GENERAL_JWS_MALFORMED");
    expect(io.stderr.join("\n")).toContain("hint: This key has signed already");
    const signed = JSON.parse(files.get("b.json") ?? "");
    const loose = `${Buffer.from(signed.payload, "base64url").toString()} `;
    const payload = Buffer.from(loose).toString("base64url");
    files.set("b.json", JSON.stringify({ ...signed, payload }));
    const other = await call(...again, "--json");
    expect(JSON.parse(other.text)).toMatchObject({ refused: { code: "CLI_NOT_TERMS" } });
    expect(files.has("c.json")).toBe(false);
  });
});

describe("keys epochs", () => {
  const CONTEXT = ["--agreement", "agr.json", "--registry", "registry.json"];
  const make = (suffix: string, ...more: string[]) =>
    call(
      ...["keys", "epochs", "--as", NGO_C, "--key", "ngo-c.key"],
      ...["--keep", `keep${suffix}.key`, "--out", `list${suffix}`, ...more],
    );

  it("makes a list to seal to and the keys that open, and carries them over", async () => {
    const made = await make("1");
    expect(made.exit).toBe(EXIT.done);
    expect(made.text).toContain("published in list1");
    expect(files.get("list1")).not.toContain('"d"');
    await call("prepare", "draft.json", ...CONTEXT, "--out", "prepared.json");
    const issued = await call(
      ...["issue", "prepared.json", "--key", "ngo-b.key", "--to", "list1", ...CONTEXT],
      ...["--out", "message.jwe"],
    );
    expect(issued.exit).toBe(EXIT.done);

    // Some days later a message that was sealed to an earlier key still opens, after weeks none does.
    await make("2", "--previous", "keep1.key", "--now", "2026-11-29T09:00:00Z");
    await make("3", "--previous", "keep1.key", "--now", "2027-01-10T09:00:00Z");
    const open = (keep: string) =>
      call("open", "message.jwe", "--as", NGO_C, "--epoch-key", keep, ...CONTEXT, "--json");
    expect((await open("keep1.key")).exit).toBe(EXIT.done);
    expect((await open("keep2.key")).exit).toBe(EXIT.done);
    const gone = await open("keep3.key");
    expect(JSON.parse(gone.text)).toMatchObject({ refused: { code: "PACKAGE_KEY_UNKNOWN" } });
  });

  it("takes P-256, and no other curve than the two", async () => {
    expect(JSON.parse((await make("1", "--crv", "P-256", "--json")).text)).toMatchObject({
      published: [{ jwk: { crv: "P-256" } }, {}],
    });
    const { exit } = await make("2", "--crv", "P-521");
    expect(exit).toBe(EXIT.usage);
  });
});

function judge(agreement: string): readonly string[] {
  return [
    ...["prepare", "draft.json", "--agreement", agreement],
    ...["--registry", "registry.json", "--json"],
  ];
}
