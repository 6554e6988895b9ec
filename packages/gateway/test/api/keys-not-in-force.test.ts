import { codesOf, OPERATIONS, type OperationId } from "@safepassage/api";
import { createSigner, generateSigningKey } from "@safepassage/trust";
import { describe, expect, it } from "vitest";
import { refer } from "../correcting.ts";
import { createFederation, type RegistryFile } from "../federation.ts";
import { createExchange, NGO_B, NGO_C } from "../world.ts";

const officer = { id: "staff-0042", assurance: 2 };

/** An agency that has sent a message, whose key changes with the registry. */
async function open() {
  const federation = createFederation();
  let signer = federation.signers["NGO-B"];
  const own = {
    get kid() {
      return signer.kid;
    },
    alg: signer.alg,
    sign: (input: string) => signer.sign(input),
  };
  const exchange = createExchange({ federation, own: { "NGO-B": { signer: own } } });
  const { digest } = await refer(exchange);
  await exchange.settle();
  const { body } = (await exchange.b.show(digest)).json.message;
  const [[gid, { leaves }]] = Object.entries(body) as [[string, { leaves: { f: string }[] }]];
  const path = `${gid}/${leaves[0]?.f}`;
  const ask = (id: OperationId, body: object) =>
    exchange.b.call("POST", OPERATIONS[id].path.replace(":digest", digest), { ...body, officer });
  const replaceKey = () => {
    signer = createSigner(generateSigningKey("Ed25519"));
  };
  return { ...exchange, digest, path, ask, replaceKey };
}

type World = Awaited<ReturnType<typeof open>>;

const endKeys =
  (entity: string, end: object = { until: "2026-11-24T00:00:00Z" }) =>
  ({ agencies }: RegistryFile): void => {
    for (const agency of agencies) {
      if (agency.entity === entity) for (const key of agency.keys) Object.assign(key, end);
    }
  };
const STOLEN = { status: "compromised", compromisedAt: "2026-11-24T09:01:00Z" };

describe("a recipient whose key is over or stolen", () => {
  it.each([{}, { end: STOLEN }])("keeps no consent from being withdrawn (%o)", async ({ end }) => {
    const { b, ask, digest, editRegistry } = await open();
    editRegistry(endKeys(NGO_C, end));
    const reach = await ask("previewWithdrawal", { digest });
    expect(reach.json).toMatchObject({
      messages: 1,
      recipients: [],
      untold: [{ recipient: NGO_C, messages: 1 }],
    });
    const withdrawn = await ask("withdraw", { digest });
    expect([withdrawn.status, withdrawn.json.untold]).toEqual([201, [digest]]);
    const { events } = (await b.call("GET", `/v1/messages/${digest}/custody`)).json;
    expect(events.map(({ event }: { event: string }) => event)).toEqual(
      expect.arrayContaining(["messageWithdrawn", "erasureUntold"]),
    );
  });
});

describe("what cannot be written or signed", () => {
  const cases: Readonly<Record<string, (world: World) => void>> = {
    TRUST_AGENCY_UNKNOWN: ({ editRegistry }) =>
      editRegistry((file) => {
        const agencies = file.agencies.filter(({ entity }) => entity !== NGO_B);
        Object.assign(file, { agencies });
      }),
    TRUST_KEY_NOT_IN_FORCE: ({ editRegistry }) => editRegistry(endKeys(NGO_B)),
    TRUST_KEY_COMPROMISED: ({ editRegistry }) => editRegistry(endKeys(NGO_B, STOLEN)),
    TRUST_KEY_UNKNOWN: ({ replaceKey }) => replaceKey(),
  };
  it.each(Object.entries(cases))("is refused by %s, as its document says", async (code, change) => {
    const world = await open();
    change(world);
    const erase = { action: "erase", reason: "consentWithdrawn", changes: [{ path: world.path }] };
    const corrected = await world.ask("correctMessage", erase);
    expect(corrected.json.code).toBe(code);
    for (const id of ["correctMessage", "withdraw", "submitMessage", "submitDraft"] as const) {
      expect(codesOf(OPERATIONS[id])).toContain(code);
    }
  });
});
