/** What waits while a key of one side is stolen arrives under the next one, and a person learns what others may have written or read. */
import type { LogEvent } from "@safepassage/agency";
import { type AgreementText, signAgreement } from "@safepassage/message";
import { PROFILE_DIGEST } from "@safepassage/schema";
import {
  type AgencyRegistry,
  createSigner,
  generateSigningKey,
  parseRegistry,
  publicJwk,
} from "@safepassage/trust";
import scenarios from "@safepassage/vectors/scenarios/s01-s04.json" with { type: "json" };
import { describe, expect, it } from "vitest";
import type { GatewayOptions } from "../src/index.ts";
import { createFederation, entityOf, type Name, NGO_B, NGO_C } from "./federation.ts";
import { createExchange, requestS011, type TestExchange } from "./world.ts";

const STOLEN_AT = "2026-11-24T08:00:00Z";
const NEXT_FROM = "2026-11-24T11:00:00Z";
const TOLD_AT = "2026-11-24T12:00:00Z";

describe("a message that waits while a key is stolen", () => {
  it("is signed again before it is posted, where it names the stolen key of its recipient", async () => {
    const world = createWorld("NGO-C");
    const digest = await submit(world);
    world.steal();
    expect(await sentAs(world, digest)).toEqual(["replaced", "decided"]);
    expect(world.b.log).toContainEqual(expect.objectContaining({ event: "signedAgain" }));
    expect(await countInbox(world)).toBe(1);
  });

  it("is signed again once its recipient has refused it, which knew of the theft before its sender", async () => {
    const world = createWorld("NGO-C");
    const digest = await submit(world);
    world.steal(["NGO-C"]);
    await world.settle();
    const { state, lastError } = (await world.b.show(digest)).json;
    expect([state, lastError]).toEqual(["sending", "MESSAGE_REGISTRY_DIFFERS"]);
    world.steal();
    expect(await sentAs(world, digest)).toEqual(["replaced", "decided"]);
    expect(await countInbox(world)).toBe(1);
  });

  it("is signed again with the next key of its sender", async () => {
    const world = createWorld("NGO-B");
    const digest = await submit(world);
    world.steal();
    expect(await sentAs(world, digest)).toEqual(["replaced", "decided"]);
    expect(await countInbox(world)).toBe(1);
  });

  it("is signed again with the next key of its sender, where it was posted and refused", async () => {
    const world = createWorld("NGO-B");
    const digest = await postUnanswered(world);
    world.steal();
    expect(await sentAs(world, digest)).toEqual(["replaced", "decided"]);
    expect(await countInbox(world)).toBe(1);
  });

  it("is signed again with the next key of its sender, where the key before has ended early", async () => {
    const world = createWorld("NGO-B", { becomes: { status: "retired", until: NEXT_FROM } });
    const digest = await submit(world);
    world.steal();
    expect(await sentAs(world, digest)).toEqual(["replaced", "decided"]);
  });

  it("waits as it is until there is a key by which it can be signed", async () => {
    const world = createWorld("NGO-B", { hasNext: false });
    const digest = await submit(world);
    world.steal();
    expect(await sentAs(world, digest)).toEqual(["queued", "queued"]);
  });
});

it("what waits for an agreement is sent as soon as it is there, however long its pause is", async () => {
  const federation = createFederation();
  let texts = [federation.agreement];
  const exchange = createExchange({ federation, options: { agreements: () => texts } });
  const digest = await submit(exchange);
  texts = [];
  for (const minute of ["03", "07", "15", "31"]) {
    exchange.setTime(`2026-11-24T09:${minute}:00Z`);
    await exchange.b.gateway.sender.deliverDue();
  }
  expect((await exchange.b.show(digest)).json.lastError).toBe("GATEWAY_AGREEMENT_UNKNOWN");
  texts = [federation.agreement];
  await exchange.settle();
  expect((await exchange.b.show(digest)).json.state).toBe("decided");
});

describe("what was exchanged with a partner while others had its key", () => {
  it("raises one alarm, about the first message of that time", async () => {
    const world = createWorld("NGO-C");
    const digest = await submit(world);
    await world.settle();
    await submit(world);
    await world.settle();
    expect(await toldOf(world, "b")).toEqual([]);
    world.steal();
    await world.settle();
    const told = { event: "partnerKeyStolen", ref: digest, peer: NGO_C };
    expect(await toldOf(world, "b")).toEqual([told]);
    // The partner knows itself, and the next rounds and starts tell it no second time.
    world.reopen("b");
    await world.b.gateway.maintain();
    await world.settle();
    expect(await toldOf(world, "b")).toEqual([told]);
    expect(await toldOf(world, "c")).toEqual([]);
    const { json } = await world.b.call("GET", "/v1/alarms?event=partnerKeyStolen");
    expect(json.entries).toMatchObject([{ ref: digest, other: NGO_C }]);
  });

  it("is told by a message that came, too", async () => {
    const world = createWorld("NGO-B");
    const digest = await submit(world);
    await world.settle();
    world.steal();
    await world.settle();
    expect(await toldOf(world, "c")).toMatchObject([{ ref: digest, peer: NGO_B }]);
  });

  it("is said of each message that came under the stolen key, and of no other", async () => {
    const world = createWorld("NGO-B");
    const before = await submit(world);
    await world.settle();
    const since = async (digest: string) => {
      const { status, json } = await world.c.call("GET", `/v1/messages/${digest}`);
      expect(status).toBe(200);
      return json.keyStolenSince;
    };
    expect(await since(before)).toBeUndefined();
    const second = await submit(world);
    await world.settle();
    world.steal();
    const after = await submit(world);
    await world.settle();
    expect([await since(before), await since(second)]).toEqual([STOLEN_AT, STOLEN_AT]);
    expect(await since(after)).toBeUndefined();
    // Its sender asks about its own messages in another way.
    expect((await world.b.show(second)).json.keyStolenSince).toBeUndefined();
  });

  it("raises none for what came under the next key", async () => {
    const world = createWorld("NGO-B");
    world.steal();
    const digest = await submit(world);
    await world.settle();
    expect((await world.b.show(digest)).json.state).toBe("decided");
    await world.c.gateway.maintain();
    expect(await toldOf(world, "c")).toEqual([]);
  });

  it("is told by a message that was posted and not answered: a thief who only reads signs nothing", async () => {
    const world = createWorld("NGO-C");
    const digest = await postUnanswered(world);
    world.steal();
    await world.settle();
    expect(await toldOf(world, "b")).toMatchObject([{ ref: digest, peer: NGO_C }]);
  });

  it("raises none where nothing was exchanged since", async () => {
    const world = createWorld("NGO-C", { becomes: stolen("2026-11-24T11:30:00Z") });
    await submit(world);
    await world.settle();
    world.steal();
    await world.settle();
    expect(await toldOf(world, "b")).toEqual([]);
  });
});

/** The alarms about stolen keys that a gateway has told. */
async function toldOf(exchange: TestExchange, side: "b" | "c"): Promise<readonly LogEvent[]> {
  return exchange[side].log.filter(({ event }) => event === "partnerKeyStolen");
}

interface World extends TestExchange {
  /** The registry tells those named of the theft, by default both, and the next key is used. */
  steal(told?: readonly Name[]): void;
}

/** Two agencies. The next key of one is listed, from an hour before the theft is told, and has signed the agreement too. */
function createWorld(
  victim: Name,
  { hasNext = true, becomes = stolen(STOLEN_AT) }: { hasNext?: boolean; becomes?: object } = {},
): World {
  const federation = createFederation();
  const next = generateSigningKey("Ed25519");
  const { sha256: _, state: __, ...terms } = scenarios.agreements["AGR-ASSIST"];
  const both = [NGO_B, NGO_C];
  const roles = { ...terms.roles, controllers: both };
  const text: AgreementText = { ...terms, parties: both, roles, profiles: [PROFILE_DIGEST] };
  const { signers } = federation;
  const signing = [signers["NGO-B"], signers["NGO-C"], ...(hasNext ? [createSigner(next)] : [])];
  const registryWith = (change: object): AgencyRegistry => {
    const file = federation.registryFile();
    const keys = file.agencies.find(({ entity }) => entity === entityOf(victim))?.keys as object[];
    Object.assign(keys[0] ?? {}, change);
    if (hasNext) keys.push({ jwk: publicJwk(next), from: NEXT_FROM, status: "active" });
    return parseRegistry(file);
  };
  const [before, after] = [registryWith({}), registryWith(becomes)];
  const registries = new Map<Name, AgencyRegistry>();
  let signer = signers[victim];
  const own = (name: Name): Partial<GatewayOptions> => ({
    registry: () => registries.get(name) ?? before,
    ...(name === victim && {
      signer: {
        get alg() {
          return signer.alg;
        },
        get kid() {
          return signer.kid;
        },
        sign: (input) => signer.sign(input),
      },
    }),
  });
  const exchange = createExchange({
    federation,
    options: { agreements: [signAgreement(text, signing)] },
    own: { "NGO-B": own("NGO-B"), "NGO-C": own("NGO-C") },
  });
  return {
    ...exchange,
    steal(told = ["NGO-B", "NGO-C"]) {
      exchange.setTime(TOLD_AT);
      for (const name of told) registries.set(name, after);
      if (hasNext) signer = createSigner(next);
    },
  };
}

const stolen = (compromisedAt: string) => ({ status: "compromised", compromisedAt });

async function submit({ b }: TestExchange): Promise<string> {
  const { json } = await b.call("POST", "/v1/messages", { draft: requestS011(), mode: "asIs" });
  return json.digest;
}

/** Submits a message, and posts it in vain: nobody answers. */
async function postUnanswered(world: TestExchange): Promise<string> {
  const digest = await submit(world);
  world.intercept(({ method }) =>
    method === "POST" ? Promise.reject(new TypeError("no answer")) : undefined,
  );
  await world.b.gateway.sender.deliverDue();
  expect((await world.b.show(digest)).json.state).toBe("sending");
  world.intercept(() => undefined);
  return digest;
}

/** The states of a message and of the one that was sent in its place, once both sides are done. */
async function sentAs(exchange: TestExchange, digest: string): Promise<readonly string[]> {
  exchange.setTime("2026-11-24T14:00:00Z");
  await exchange.settle();
  const first = (await exchange.b.show(digest)).json;
  const { json } = await exchange.b.show(first.replacedBy ?? digest);
  return [first.state, json.state];
}

const countInbox = async ({ c }: TestExchange): Promise<number> =>
  (await c.call("GET", "/v1/inbox")).json.entries.length;
