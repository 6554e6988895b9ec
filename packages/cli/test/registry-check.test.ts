import { createSigner, generateSigningKey, issueRegistry, publicJwk } from "@safepassage/trust";
import { expect, it } from "vitest";
import { createCaller } from "./call.ts";
import { NGO_C } from "./world.ts";

interface Registry {
  issuedAt: string;
  agencies: { entity: string; endpoint?: string; facts: object[]; keys: { until?: string }[] }[];
}

const NGO_B = "https://ngo-b.test";

it("says how each agency stands, and that nothing stands in the way", async () => {
  const { exit, text } = await createCaller().call("registry", "check", "registry.json");
  expect(exit).toBe(0);
  expect(text).toContain("registry.json: ");
  expect(text).toMatch(new RegExp(`${NGO_C} .*victimServiceNGO, XC, key [\\w-]{43}`));
});

it.each<[string, (agency: Registry["agencies"][number]) => void, string]>([
  ["has no key in force", ({ keys }) => keys.splice(0), "no key in force now"],
  [
    "has no key soon",
    ({ keys: [key] }) => Object.assign(key ?? {}, { until: "2026-12-01T00:00:00Z" }),
    "no key in 30 days",
  ],
  [
    "ends a key too early for what waits under it",
    ({ keys }) => {
      const [key] = keys;
      if (key === undefined) throw new TypeError("NGO-C has no key");
      const jwk = publicJwk(generateSigningKey("Ed25519"));
      keys.push({ ...key, ...{ jwk, from: "2026-11-25T00:00:00Z" } });
      key.until = "2026-12-01T00:00:00Z";
    },
    "before the next one was in force for seven days",
  ],
  [
    "has left",
    ({ facts: [fact] }) => Object.assign(fact ?? {}, { until: "2026-11-20T00:00:00Z" }),
    "is not registered now",
  ],
])("tells of an agency that %s", async (_, change, expected) => {
  const { call, files } = createCaller();
  edit(files, "registry.json", ({ agencies }) => {
    const agency = agencies.find(({ entity }) => entity === NGO_C);
    if (agency === undefined) throw new TypeError("no NGO-C");
    agency.endpoint = "https://ngo-c.test/in";
    change(agency);
  });
  const { exit, text } = await call("registry", "check", "registry.json");
  expect([exit, text.includes(expected)]).toEqual([0, true]);
});

it.each(["plain", "signed"])(
  "reads a %s registry of as many agencies as it may have",
  async (form) => {
    const { call, files } = createCaller();
    edit(files, "registry.json", ({ agencies }) => {
      const [first] = agencies;
      if (first === undefined) throw new TypeError("no agency");
      for (let count = agencies.length; count < 4096; count++) {
        const jwk = publicJwk(generateSigningKey("Ed25519"));
        const keys = [{ ...first.keys[0], jwk }];
        agencies.push({ ...first, entity: `https://ngo-${count}.test`, keys });
      }
    });
    const registry = files.get("registry.json") ?? "";
    const key = generateSigningKey("Ed25519");
    files.set("signed.jwt", issueRegistry(JSON.parse(registry), createSigner(key)));
    files.set("authority.json", JSON.stringify(publicJwk(key)));
    const given =
      form === "plain" ? ["registry.json"] : ["signed.jwt", "--registry-key", "authority.json"];
    const { exit, text, io } = await call("registry", "check", ...given);
    expect([exit, io.stderr]).toEqual([0, []]);
    expect(text).toContain("https://ngo-4095.test");
  },
);

it("says what it changes, also of what was handed out signed", async () => {
  const { call, files } = createCaller();
  const key = generateSigningKey("Ed25519");
  files.set(
    "before.jwt",
    issueRegistry(JSON.parse(files.get("registry.json") ?? ""), createSigner(key)),
  );
  files.set("authority.json", JSON.stringify(publicJwk(key)));
  edit(files, "registry.json", (file) => {
    file.issuedAt = "2026-11-24T09:00:00Z";
    for (const agency of file.agencies) agency.endpoint = `${agency.entity}/in`;
  });
  const signed = ["--before", "before.jwt", "--registry-key", "authority.json"];
  const { exit, text } = await call("registry", "check", "registry.json", ...signed);
  expect(exit).toBe(0);
  expect(text).toContain(`${NGO_B}: has another address`);
});

it("refuses one that takes an agency out, and says what to do", async () => {
  const { call, files } = createCaller();
  files.set("before.json", files.get("registry.json") ?? "");
  edit(files, "registry.json", (file) => {
    file.issuedAt = "2026-11-24T09:00:00Z";
    file.agencies = file.agencies.filter(({ entity }) => entity !== NGO_C);
  });
  const checked = ["registry", "check", "registry.json", "--before", "before.json"];
  const { exit, text } = await call(...checked);
  expect(exit).toBe(1);
  expect(text).toContain(`Do not hand it out so:\n  ${NGO_C}: is gone.`);
  const { text: json } = await call(...checked, "--json");
  expect(JSON.parse(json)).toMatchObject({
    ok: false,
    changes: [{ kind: "agencyGone", of: NGO_C, isHarm: true }],
  });
});

it("refuses one whose time lies ahead", async () => {
  const { call, files } = createCaller();
  edit(files, "registry.json", (file) => {
    file.issuedAt = "2026-11-24T09:05:00Z";
  });
  const { exit, text } = await call("registry", "check", "registry.json");
  expect([exit, text.includes("Its time lies ahead")]).toEqual([1, true]);
});

it("names each place that is wrong, and takes no key for what is not signed", async () => {
  const { call, files } = createCaller();
  const keyed = await call("registry", "check", "registry.json", "--registry-key", "ngo-b.key");
  expect([keyed.exit, keyed.io.stderr.join("\n").includes("nothing here is signed")]).toEqual([
    2,
    true,
  ]);
  edit(files, "registry.json", (file) => {
    file.issuedAt = "yesterday";
    file.agencies.push(...file.agencies.slice(0, 1));
  });
  const { exit, io } = await call("registry", "check", "registry.json");
  expect(exit).toBe(1);
  expect(io.stderr.join("\n")).toContain("/issuedAt");
});

function edit(files: Map<string, string>, name: string, change: (file: Registry) => void): void {
  const file = JSON.parse(files.get(name) ?? "") as Registry;
  change(file);
  files.set(name, JSON.stringify(file));
}
