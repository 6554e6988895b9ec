import { join } from "node:path";
import { withCopied } from "@safepassage/agency/contract";
import { verifyEvidence } from "@safepassage/message";
import { PROFILE_DIGEST } from "@safepassage/schema";
import { parseRegistry } from "@safepassage/trust";
import { afterEach, describe, expect, inject, it } from "vitest";
import { codesOf, NEED, valueFor } from "./correcting.ts";
import { requestS011 } from "./drafts.ts";
import { NGO_C } from "./federation.ts";
import { REPLACEMENT } from "./kill-cases.ts";
import {
  type ProcessWorld,
  postLocal,
  type Running,
  rows,
  type Shown,
  startProcesses,
  submit,
  until,
  type Version,
} from "./processes.ts";
import { type LocalAnswer, showMessage, TOKENS } from "./world.ts";

const EARLIER = inject("earlierProfile");
const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

describe("a gateway that is upgraded while messages wait in its outbox", () => {
  it.each(REPLACEMENT)(
    "and killed as %s at %s delivers each once after restart, under the new catalogue",
    async (dying, failpoint) => {
      const world = await start("earlierGateway", "earlierGateway");
      await world.stop("recipient");
      const digest = await submit(world.sender, "referral-1");
      await until(world.sender, digest, ({ lastError }) => lastError !== undefined);
      await world.stop(dying);
      await world.restart(dying, { version: "gateway", failpoint }).catch(() => undefined);
      await world.died(dying);
      await world.restart(dying);
      await world.restart("recipient", { version: "gateway" });
      const replaced = await until(world.sender, digest, ({ state }) => state === "replaced");
      const now = replaced.replacedBy ?? "";
      // The case system does not know of the upgrade, and asks again.
      expect(await submit(world.sender, "referral-1")).toBe(now);
      await until(world.sender, now, ({ state }) => state === "decided");
      expect(profilesOf(world)).toEqual([PROFILE_DIGEST]);
      const sent = rows(
        world.folders.sender,
        "SELECT state, content FROM outbox ORDER BY position",
      );
      expect(sent).toMatchObject([{ state: "replaced", content: null }, { state: "decided" }]);
      const events = "SELECT kind FROM event WHERE kind LIKE 'replace%' ORDER BY kind";
      expect(rows(world.folders.sender, events)).toEqual([
        { kind: "replacedBy" },
        { kind: "replaces" },
      ]);
      expect(rows(world.folders.recipient, "SELECT * FROM refusal")).toEqual([]);
    },
    60_000,
  );
});

describe("a gateway and a partner with another catalogue", () => {
  it("a sender that is behind waits, and signs again once it is upgraded", async () => {
    const world = await start("earlierGateway", "gateway");
    const digest = await submit(world.sender, "referral");
    const isTold = ({ lastError }: Shown) => lastError === "GATEWAY_PROFILE_DIFFERS";
    await until(world.sender, digest, isTold);
    // It does not sign the same again and again.
    await until(world.sender, digest, ({ attempts = 0 }) => attempts > 2);
    expect(rows(world.folders.sender, "SELECT digest FROM outbox")).toEqual([{ digest }]);
    await world.stop("sender");
    await world.restart("sender", { version: "gateway" });
    const { replacedBy = "" } = await until(
      world.sender,
      digest,
      ({ state }) => state === "replaced",
    );
    await until(world.sender, replacedBy, ({ state }) => state === "decided");
    expect(profilesOf(world)).toEqual([PROFILE_DIGEST]);
    const codes = rows(world.folders.recipient, "SELECT DISTINCT code FROM refusal");
    expect(codes).toEqual([{ code: "MESSAGE_PROFILE_UNSUPPORTED" }]);
  }, 60_000);

  it("a sender that is ahead waits for its recipient, and sends the same octets then", async () => {
    const world = await start("gateway", "earlierGateway");
    const digest = await submit(world.sender, "referral");
    await until(world.sender, digest, ({ lastError }) => lastError === "GATEWAY_PROFILE_DIFFERS");
    await world.stop("recipient");
    await world.restart("recipient", { version: "gateway" });
    await until(world.sender, digest, ({ state }) => state === "decided");
    expect(rows(world.folders.recipient, "SELECT digest FROM inbox")).toEqual([{ digest }]);
    expect(rows(world.folders.sender, "SELECT digest FROM outbox")).toEqual([{ digest }]);
  }, 60_000);

  it("a message that was taken before the upgrade is not sent again, though its receipts were lost", async () => {
    const world = await start("earlierGateway", "earlierGateway");
    await world.arm("sender", "outbox.before-receipts");
    const digest = await submit(world.sender, "referral");
    await world.died("sender");
    await world.restart("sender", { version: "gateway" });
    await until(world.sender, digest, ({ state }) => state === "decided");
    expect(rows(world.folders.recipient, "SELECT digest FROM inbox")).toEqual([{ digest }]);
    expect(rows(world.folders.sender, "SELECT digest FROM outbox")).toEqual([{ digest }]);
  }, 60_000);
});

describe("a message that was exchanged before an upgrade of both", () => {
  it("keeps its judgement, can be proved, erased and restricted, and is corrected no more", async () => {
    const world = await start("earlierGateway", "earlierGateway");
    const digest = await submit(world.sender, "referral");
    await until(world.sender, digest, ({ state }) => state === "decided");
    const judged = async () => (await show(world.recipient, digest)).findings;
    const before = await judged();
    for (const side of ["sender", "recipient"] as const) {
      await world.stop(side);
      await world.restart(side, { version: "gateway" });
    }
    expect(await judged()).toEqual(before);
    const sent = await show(world.sender, digest);
    const received = await show(world.recipient, digest);
    expect([sent, received]).toMatchObject([
      { profile: EARLIER, state: "decided" },
      { profile: EARLIER, state: "accepted" },
    ]);
    const { json: evidence } = await read(world.recipient, `/v1/messages/${digest}/evidence`);
    const proved = verifyEvidence(evidence, parseRegistry(world.registryFile()));
    expect(proved.clear["env.profile"]).toBe(EARLIER);
    expect(proved.receipts.map(({ kind }) => kind)).toEqual(["delivered", "decided"]);

    const { message, id } = sent;
    const correction = (body: object, legalBasis: string) => ({
      mode: "asIs",
      draft: {
        ...requestS011(),
        messageType: "correction",
        legalBases: [legalBasis],
        consents: [],
        private: {
          "private.inReplyTo": id,
          "private.exchangeId": message.private["private.exchangeId"],
        },
        body,
      },
    });
    for (const action of ["rectify", "complete"]) {
      const body = valueFor({ digest }, `${NEED}/need.services`, ["legalAdvice"], action);
      const refused = await post(world.sender, correction(body, "GDPR#16"));
      expect(refused.json.code).toBe("GATEWAY_DRAFT_REFUSED");
      expect(codesOf(refused)).toEqual(["R79_EARLIER_CATALOGUE"]);
    }
    const restrict = valueFor({ digest }, `${NEED}/need.services`, [], "restrict");
    expect((await post(world.sender, correction(restrict, "GDPR#18"))).status).toBe(201);

    const withdrawal = await postLocal(world.sender, "/v1/withdrawals", "withdrawal", {
      digest,
      consentRef: message.private["private.consentRefs"][0],
      officer: { id: "staff-0042", assurance: 2 },
    });
    await until(world.sender, withdrawal, ({ state }) => state === "decided");
    await until(world.sender, digest, ({ certificate }) => certificate !== undefined);
    expect((await show(world.recipient, digest)).message).toBeUndefined();
    const kept = verifyEvidence(
      (await read(world.sender, `/v1/messages/${digest}/evidence`)).json,
      parseRegistry(world.registryFile()),
    );
    expect(kept.clear["env.recipient.agencyId"]).toBe(NGO_C);
  }, 60_000);
});

async function start(sender: Version, recipient: Version): Promise<ProcessWorld> {
  const world = await startProcesses({}, { sender, recipient });
  cleanups.push(() => world.close());
  return world;
}

/** The catalogues of the messages that the recipient holds. */
const profilesOf = ({ folders }: ProcessWorld) =>
  withCopied(join(folders.recipient, "gateway.db"), ({ rows, content }) =>
    rows("SELECT digest FROM inbox").map(
      ({ digest }) => content("inbox", String(digest))?.message.clear["env.profile"],
    ),
  );

async function read({ localUrl }: Running, path: string, more = {}): Promise<LocalAnswer> {
  const headers = { authorization: `Bearer ${TOKENS.local}`, ...more };
  const response = await fetch(localUrl + path, { headers });
  return { status: response.status, json: await response.json() };
}

const show = async (side: Running, digest: string): Promise<LocalAnswer["json"]> =>
  (await showMessage((_, path, __, headers) => read(side, path, headers), digest)).json;

async function post({ localUrl }: Running, body: object) {
  const response = await fetch(`${localUrl}/v1/messages`, {
    method: "POST",
    headers: { authorization: `Bearer ${TOKENS.local}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return { status: response.status, json: (await response.json()) as { code?: string } };
}
