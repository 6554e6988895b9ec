import { once } from "node:events";
import { rmSync } from "node:fs";
import { createServer as createPlainServer } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { systemClock } from "@safepassage/core";
import { startProvider, type TestProvider } from "@safepassage/testing/provider";
import { afterAll, beforeAll, expect, it } from "vitest";
import { checkPeople } from "../src/check/check-people.ts";
import type { Subject } from "../src/check/subject.ts";
import { checkFolder } from "../src/node.ts";
import { copyFolders, editJson, makeFolders } from "./gateway-folder.ts";
import { makeCertificate } from "./make-certificate.ts";
import { createExchange, NGO_B, NOW } from "./world.ts";

const sound = makeFolders(8461);
let provider: TestProvider;
beforeAll(async () => {
  provider = await startProvider({});
});
afterAll(async () => {
  await provider.close();
  rmSync(sound.root, { recursive: true, force: true });
});

/** What the check of officers finds with such a provider. */
async function found(people: object): Promise<readonly string[]> {
  const copy = copyFolders(sound);
  try {
    editJson(`${copy.b}/agency.json`, ({ gateway }: { gateway: object }) =>
      Object.assign(gateway, { people }),
    );
    const { outcomes } = await checkFolder(copy.b, { fetch, clock: systemClock });
    const outcome = outcomes.find(({ check }) => check === "people");
    return outcome?.findings.map(({ code, place = "" }) => `${code} ${place}`.trim()) ?? ["none"];
  } finally {
    rmSync(copy.root, { recursive: true, force: true });
  }
}

it("officers can sign in where the provider answers, and it is told where it does not", async () => {
  const { issuer, audience } = provider;
  const people = { issuer, audience, roles: { claim: "groups", caseworker: ["workers"] } };
  expect(await found({ ...people, client: "console" })).toEqual([]);
  const away = "http://127.0.0.1:1";
  expect(await found({ ...people, issuer: away })).toEqual([
    "PROVIDER_AWAY /gateway/people/issuer",
  ]);
  expect(await found({ ...people, issuer: `${issuer}/other` })).toEqual([
    "PROVIDER_OTHER /gateway/people/issuer",
  ]);
  const { certificate: cert, key } = makeCertificate();
  const untrusted = createServer({ cert, key }).listen(0, "127.0.0.1");
  await once(untrusted, "listening");
  const { port } = untrusted.address() as AddressInfo;
  expect(await found({ ...people, issuer: `https://127.0.0.1:${port}` })).toEqual([
    "PROVIDER_CERTIFICATE /gateway/people/issuer",
  ]);
  untrusted.close();
});

it.each<[what: string, metadata: object, keys: string, told: readonly string[]]>([
  ["HTML in place of keys", {}, "<p>", ["PROVIDER_KEYS /gateway/people/issuer"]],
  ["no keys", {}, '{"keys":[]}', ["PROVIDER_KEYS /gateway/people/issuer"]],
  [
    "keys where nothing answers",
    { jwks_uri: "http://127.0.0.1:1/keys" },
    "",
    ["PROVIDER_KEYS /gateway/people/issuer"],
  ],
  [
    "a provider that does not say that it knows PKCE",
    { code_challenge_methods_supported: undefined },
    '{"keys":[{}]}',
    ["PROVIDER_UNFIT /gateway/people/issuer"],
  ],
  ["keys", {}, '{"keys":[{}]}', []],
])("%s are told before an officer signs in", async (_what, metadata, keys, told) => {
  const server = createPlainServer((request, response) => {
    const said = {
      ...{ issuer, jwks_uri: `${issuer}/keys`, authorization_endpoint: `${issuer}/authorize` },
      ...{ code_challenge_methods_supported: ["S256"], ...metadata },
    };
    response.setHeader("content-type", "application/json");
    response.end(request.url === "/keys" ? keys : JSON.stringify(said));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const roles = { claim: "groups", caseworker: ["workers"] };
  const people = { issuer, audience: "https://api.test", client: "console", roles };
  expect(await found(people)).toEqual(told);
  server.close();
});

it("an agreement that asks for a second officer is told of where nobody is an approver", async () => {
  const { federation, registry } = createExchange();
  const terms = { secondOfficer: ["ASSISTANCE_REFERRAL" as const] };
  const text = federation.signTerms("AGR-ASSIST", terms, "NGO-B", "NGO-C");
  const look = async (file: string, roles?: object) => {
    const subject = {
      gateway: { ...(roles && { people: { ...provider, roles: { claim: "groups", ...roles } } }) },
      agreements: { value: [{ file: "agreements/a.json", text: file }], faults: [] },
      registry: { value: { registry } },
      config: { value: { entity: NGO_B } },
      now: new Date(NOW),
    };
    const outcome = await checkPeople.look(subject as unknown as Subject);
    return "findings" in outcome ? outcome.findings.map(({ code }) => code) : outcome.notChecked;
  };
  expect(await look(text)).toEqual(["APPROVER_NONE"]);
  expect(await look(text, { caseworker: ["a"] })).toEqual(["APPROVER_NONE"]);
  expect(await look(text, { approver: ["a"] })).toEqual([]);
  expect(await look(federation.agreement)).toEqual([]);
});
