import { describe, expect, it } from "vitest";
import { judge } from "../../src/pages/check/judge/judge.ts";
import { readGiven } from "../../src/pages/check/judge/read-given.ts";
import { withSignatures } from "../../src/pages/check/judge/signatures.ts";
import { sample, whole, world } from "./vectors.ts";

const NOW = new Date("2026-11-24T09:02:00Z");
const registry = JSON.stringify(whole.registry);
const judgeAll = (...texts: readonly string[]) =>
  judge(
    texts.map((text, at) => readGiven(`file ${at}`, text)),
    { when: "now", now: NOW },
  );

describe("what is judged by", () => {
  it("waits: a signed registry for its key, an agreement and evidence for the registry", async () => {
    const draft = JSON.stringify(whole.draft);
    const alone = await judgeAll(draft);
    expect(await judgeAll(draft, whole.agreementJws)).toEqual(alone);
    expect(await judgeAll(draft, sample("registry.jwt"), sample("evidence.json"))).toEqual(alone);
    expect(alone).toMatchObject({ evidence: undefined, checkedWith: undefined });
  });

  it("stops everything where a key stands beside a registry without signature", async () => {
    const outcome = await judgeAll(registry, sample("registry-key.json"), sample("evidence.json"));
    expect(outcome).toEqual({ stopped: { code: "CHECK_KEY_WITHOUT_SIGNATURE" } });
  });

  it("is the registry that was given last, and is told", async () => {
    const [evidence, other] = [sample("evidence.json"), JSON.stringify(world.registry)];
    const good = await judgeAll(evidence, other, registry);
    expect(good).toMatchObject({
      evidence: { value: { messages: [{ message: { value: { digest: whole.digest } } }] } },
      checkedWith: { isSigned: false, isTest: true },
    });
    const bad = await judgeAll(evidence, registry, other);
    expect(bad).toMatchObject({
      evidence: {
        value: { messages: [{ message: { refusal: { code: "CHECK_REGISTRY_OLDER" } } }] },
      },
    });
    const signed = await judgeAll(evidence, sample("registry.jwt"), sample("registry-key.json"));
    expect(signed).toMatchObject({ checkedWith: { isSigned: true } });
  });
});

describe("a draft of a year that no instant has", () => {
  it("is judged as of now, and keeps nothing else from being judged", async () => {
    const { clear } = whole.draft;
    for (const at of ["+010000-01-01T00:00:00Z", "-000001-01-01T00:00:00Z"]) {
      const strange = { ...whole.draft, clear: { ...clear, "env.createdAt": at } };
      const given = [strange, whole.draft].map((one) => readGiven("", JSON.stringify(one)));
      expect(await judge(given, { when: "made", now: NOW })).toMatchObject({
        messages: [
          { judged: { value: { verdict: "reject", at: "2026-11-24T09:02:00Z" } } },
          { judged: { value: { verdict: "noFaultFound" } } },
        ],
      });
    }
  });
});

describe("a signed message", () => {
  it("is told to be newer than the registry that it was checked with", async () => {
    const [before, after] = ["2026-11-01T00:00:00Z", "2026-11-24T09:02:00Z"].map((issuedAt) =>
      JSON.stringify({ ...whole.registry, issuedAt }),
    ) as [string, string];
    const good = { judged: { value: { signature: { isChecked: true } } } };
    expect(await judgeAll(whole.sdJwt, before)).toMatchObject({
      ...{ messages: [good], checkedWith: { isOlder: true } },
    });
    expect(await judgeAll(whole.sdJwt, after)).toMatchObject({
      ...{ messages: [good], checkedWith: { isOlder: false } },
    });
  });
});

describe("a signed message beside receipts", () => {
  it("is judged, and is evidence with them", async () => {
    const outcome = await judgeAll(whole.sdJwt, sample("receipts.txt"), registry);
    expect(outcome).toMatchObject({
      messages: [{ judged: { value: { signature: { isChecked: true } } } }],
      evidence: {
        value: {
          messages: [
            {
              digest: whole.digest,
              receipts: [
                { value: { claims: { kind: "delivered" } } },
                { value: { claims: { kind: "decided" } } },
              ],
            },
          ],
          alone: [],
        },
      },
    });
  });

  it("is told from receipts that name none of several messages", async () => {
    const { jwt } = JSON.parse(sample("evidence.json"));
    const another = JSON.stringify({ jwt: jwt.replace(/.$/, "A"), receipts: [] });
    const { deliveredReceipt } = whole;
    const stray = deliveredReceipt.replace(/\.[^.]+\./, `.${btoa("{}")}.`);
    const outcome = await judgeAll(sample("evidence.json"), another, stray, registry);
    expect(outcome).toMatchObject({
      evidence: {
        value: {
          messages: [
            { message: { value: {} } },
            { message: { refusal: { code: "JWS_SIGNATURE_INVALID" } }, receipts: [] },
          ],
          alone: [{ refusal: { code: expect.any(String) } }],
        },
      },
    });
  });
});

describe("what has become of a signer since", () => {
  const UNTIL = "2026-12-01T00:00:00Z";
  const [sender, recipient] = ["https://ngo-b.test", "https://ngo-c.test"];
  /** The registry after the sender has ended its key, and the recipient has left. */
  const later = JSON.stringify({
    ...whole.registry,
    issuedAt: UNTIL,
    agencies: whole.registry.agencies.map(({ entity, keys, facts, ...agency }) => ({
      ...{ ...agency, entity },
      keys: keys.map((key) => ({ ...key, ...(entity === sender && { until: UNTIL }) })),
      facts: facts.map((fact) => ({ ...fact, ...(entity === recipient && { until: UNTIL }) })),
    })),
  });
  const judgeAt = (now: Date, ...texts: readonly string[]) =>
    judge(
      texts.map((text, at) => readGiven(`file ${at}`, text)),
      { when: "made", now },
    );

  it("is said of a message and its receipts, which are good all the same", async () => {
    const changes = async (now: Date) => {
      const outcome = await judgeAt(now, whole.sdJwt, sample("receipts.txt"), later);
      if (!("evidence" in outcome) || outcome.evidence === undefined)
        throw new TypeError("stopped");
      const { evidence, messages } = outcome;
      if (!("value" in evidence)) throw new TypeError("refused");
      const good = evidence.value.messages.flatMap(({ message, receipts }) => [
        message,
        ...receipts,
      ]);
      return [...messages.map(({ judged }) => judged), ...good].map((one) => {
        if (!("value" in one)) throw new TypeError(one.refusal.code);
        return "signature" in one.value ? one.value.signature?.change : one.value.change;
      });
    };
    expect(await changes(new Date("2027-01-01T00:00:00Z"))).toEqual([
      ...["keyReplaced", "keyReplaced", "left", "left"],
    ]);
    expect(await changes(NOW)).toEqual([undefined, undefined, undefined, undefined]);
  });
});

describe("checking signatures with WebCrypto", () => {
  const jwk = JSON.parse(sample("registry-key.json"));
  const [header = "", payload = "", signature = ""] = sample("registry.jwt").trim().split(".");
  const octets = (text: string) => new Uint8Array(Buffer.from(text, "base64url"));

  it("gives what rests on its answers alone, whatever the work did with others", async () => {
    let times = 0;
    const answered = await withSignatures((createVerifier) => {
      times++;
      const verify = (text: string) => createVerifier(jwk).verify(text, octets(signature));
      // The second question is only asked where the first is answered with no.
      return [verify(`${header}.${payload}`), verify("x") || verify("y")];
    });
    expect(answered).toEqual([true, false]);
    expect(times).toBe(3);
  });

  it("throws what the last time threw, and nothing of the times before", async () => {
    const work = withSignatures((createVerifier) => {
      if (createVerifier(jwk).verify("x", octets(signature))) throw new TypeError("believed");
      throw new TypeError("not believed");
    });
    await expect(work).rejects.toThrow("not believed");
  });

  it("says that a browser cannot, where it has no WebCrypto or lacks the algorithm", async () => {
    const ask = (subtle: SubtleCrypto | undefined) =>
      withSignatures(
        (createVerifier) => createVerifier(jwk).verify("x", octets(signature)),
        subtle,
      );
    const lacking = {
      importKey: () => Promise.reject(new DOMException("no", "NotSupportedError")),
    } as unknown as SubtleCrypto;
    await expect(ask(lacking)).rejects.toMatchObject({ code: "CHECK_NO_CRYPTO" });
    expect(await ask(globalThis.crypto.subtle)).toBe(false);
  });

  it("ends where the work asks something else each time", async () => {
    let at = 0;
    const work = withSignatures((createVerifier) =>
      createVerifier(jwk).verify(String(at++), octets(signature)),
    );
    await expect(work).rejects.toThrow(RangeError);
  });
});
