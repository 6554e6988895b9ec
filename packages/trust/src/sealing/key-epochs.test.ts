import { encodeUtf8, sha256Base64url, signCompactJws } from "@safepassage/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseRegistry } from "../directory/registry-node.ts";
import { publicJwk } from "../keys/jwk.ts";
import { createSigner, generateEncryptionKey, generateSigningKey } from "../keys/keys-node.ts";
import {
  chooseEpoch,
  issueEpochs,
  type KeyEpoch,
  newEpoch,
  type PublishedEpoch,
  parseKeyEpochs,
  rotateEpochs,
  verifyEpochs,
} from "./key-epochs.ts";
import { readJwe } from "./read-jwe.ts";
import { createDecryptionKey, openJwe, sealJwe } from "./sealing.ts";

const START = new Date("2026-11-25T10:00:00Z");
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

describe("rotateEpochs", () => {
  it("begins with one epoch in force for five minutes, and the next one", () => {
    const { epochs, current, publish, destroyed } = rotateEpochs([], START);
    expect(epochs.map(({ from, until }) => [from, until])).toEqual([
      ["2026-11-25T09:55:00Z", "2026-12-02T09:55:00Z"],
      ["2026-11-29T09:55:00Z", "2026-12-06T09:55:00Z"],
    ]);
    expect(current).toBe(epochs[0]);
    expect(publish.map(({ jwk }) => jwk)).toEqual(epochs.map(({ jwk }) => publicJwk(jwk)));
    expect(destroyed).toEqual([]);
  });

  it("changes nothing when asked again", () => {
    const first = rotateEpochs([], START);
    const again = rotateEpochs(first.epochs, later(START, HOUR));
    expect(again.epochs).toEqual(first.epochs);
  });

  it("publishes a key for senders whose clock is slow or fast by 5 minutes", () => {
    const { epochs } = rotateEpochs([], START);
    for (const days of [0, 4, 7, 8, 11]) {
      const now = later(START, days * DAY);
      const { publish } = rotateEpochs(epochs, now);
      for (const at of [later(now, -300_000), now, later(now, 300_000)]) {
        expect(chooseEpoch(publish, at).jwk.use).toBe("enc");
      }
    }
  });

  it("makes keys for the curve asked for", () => {
    const { current } = rotateEpochs([], START, { crv: "P-256" });
    expect(current.jwk.crv).toBe("P-256");
  });

  it("keeps its promises whenever it is called, outages and set-back clocks included", () => {
    const list = { minLength: 1, maxLength: 15 };
    const forward = fc.array(fc.integer({ min: 0, max: 30 * 24 }), list);
    const anyway = fc.array(fc.integer({ min: -2 * 24, max: 10 * 24 }), list);
    fc.assert(
      fc.property(fc.oneof(forward, anyway), (hours) => {
        let now = START;
        let epochs: readonly KeyEpoch[] = [];
        for (const pause of hours) {
          now = later(now, pause * HOUR);
          const before = epochs;
          const rotation = rotateEpochs(before, now);
          epochs = rotation.epochs;
          const kids = rotation.publish.map(({ jwk }) => jwk.kid);
          // What others are given: at most three, never a secret, always one that is in force.
          expect(rotation.publish.length).toBeLessThanOrEqual(3);
          expect(JSON.stringify(rotation.publish)).not.toContain('"d"');
          expect(chooseEpoch(rotation.publish, now).jwk.kid).toBe(rotation.current.jwk.kid);
          expect(kids.every((kid) => epochs.some(({ jwk }) => jwk.kid === kid))).toBe(true);
          // Who fetched the list a day ago still finds a key in it. After a clock was set back there
          // may be a gap ahead, which the next call within it closes.
          if (hours.every((one) => one >= 0)) {
            expect(chooseEpoch(rotation.publish, later(now, DAY)).jwk.kid).toBeDefined();
          }
          for (const { from, until } of epochs) {
            expect(Date.parse(until) - Date.parse(from)).toBe(7 * DAY);
          }
          // A key is kept for 14 days after its epoch, and not a second longer.
          for (const { jwk, until } of before) {
            const isOver = Date.parse(until) + 14 * DAY <= now.getTime();
            expect(rotation.destroyed.includes(jwk.kid)).toBe(isOver);
            expect(epochs.some((epoch) => epoch.jwk.kid === jwk.kid)).toBe(!isOver);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it("still opens what was sealed in the last second of an epoch, and never after", () => {
    const { epochs } = rotateEpochs([], START);
    const epoch = epochs[0] as KeyEpoch;
    const digest = sha256Base64url("entity");
    const header = { typ: "t", cty: "c", kid: epoch.jwk.kid, apu: digest, apv: digest };
    const sealed = sealJwe(encodeUtf8("text"), { recipientKey: publicJwk(epoch.jwk), header });

    const deadline = Date.parse(epoch.until) + 14 * DAY;
    const inTime = rotateEpochs(epochs, new Date(deadline - 1)).epochs;
    const key = inTime.find(({ jwk }) => jwk.kid === epoch.jwk.kid) as KeyEpoch;
    const opened = openJwe(readJwe(sealed), createDecryptionKey(key.jwk));
    expect(new TextDecoder().decode(opened)).toBe("text");

    const { epochs: left, destroyed } = rotateEpochs(inTime, new Date(deadline));
    expect(destroyed).toContain(epoch.jwk.kid);
    expect(JSON.stringify(left)).not.toContain(epoch.jwk.d);
    for (const { jwk } of left) {
      expect(() => openJwe(readJwe(sealed), createDecryptionKey(jwk))).toThrow(
        code("TRUST_SEALED_UNOPENABLE"),
      );
    }
  });
});

describe("chooseEpoch", () => {
  const early = newEpoch({ crv: "X25519", from: START });
  const late = newEpoch({ crv: "X25519", from: later(START, 4 * DAY) });

  it("chooses the one that started last of those in force, in any order", () => {
    for (const epochs of [
      [early, late],
      [late, early],
    ]) {
      expect(chooseEpoch(epochs, START)).toBe(early);
      expect(chooseEpoch(epochs, later(START, 4 * DAY - 1))).toBe(early);
      expect(chooseEpoch(epochs, later(START, 4 * DAY))).toBe(late);
      expect(chooseEpoch(epochs, later(START, 11 * DAY - 1))).toBe(late);
    }
  });

  it("refuses where none is in force", () => {
    for (const at of [later(START, -1), later(START, 11 * DAY), new Date(Number.NaN)]) {
      expect(() => chooseEpoch([early, late], at)).toThrow(code("TRUST_EPOCH_NONE"));
    }
    expect(() => chooseEpoch([], START)).toThrow(code("TRUST_EPOCH_NONE"));
  });
});

describe("parseKeyEpochs", () => {
  const epoch = newEpoch({ crv: "P-256", from: START });

  it("reads what was stored", () => {
    const stored = JSON.parse(JSON.stringify([epoch])) as unknown;
    const read = parseKeyEpochs(stored);
    expect(read.map(({ jwk, ...rest }) => ({ ...rest, jwk: { ...jwk } }))).toEqual(stored);
  });

  it.each([
    ["TRUST_EPOCHS_INVALID", {}],
    ["TRUST_EPOCHS_INVALID", [{ ...epoch, note: "" }]],
    ["TRUST_EPOCHS_INVALID", [{ ...epoch, until: epoch.from }]],
    ["TRUST_EPOCHS_INVALID", [{ ...epoch, until: "2026-12-02T10:00:01Z" }]],
    ["TRUST_EPOCHS_INVALID", [{ ...epoch, until: "soon" }]],
    ["TRUST_EPOCHS_INVALID", [{ ...epoch, jwk: generateSigningKey("ES256") }]],
    ["TRUST_EPOCHS_INVALID", [epoch, { ...epoch, from: "2026-11-26T10:00:00Z" }]],
    ["TRUST_KEY_INVALID", [{ ...epoch, jwk: publicJwk(epoch.jwk) }]],
  ])("answers %s to what is none", (expected, input) => {
    expect(() => parseKeyEpochs(input)).toThrow(code(expected));
  });
});

describe("issueEpochs and verifyEpochs", () => {
  const entity = "https://ngo-b.test";
  const other = "https://ngo-c.test";
  const key = generateSigningKey("Ed25519");
  const otherKey = generateSigningKey("ES256");
  const signer = createSigner(key);
  const registry = createTestRegistry();
  const { epochs, publish } = rotateEpochs([], START);
  const jwt = issueEpochs(publish, { entity, signer, now: START });

  it("carry the public keys over a network", () => {
    expect(verifyEpochs(jwt, { registry, entity, now: START })).toEqual(publish);
  });

  it("never carry a secret, even if given one", () => {
    const careless = issueEpochs(epochs, { entity, signer, now: START });
    expect(verifyEpochs(careless, { registry, entity, now: START })).toEqual(publish);
  });

  it("count for a day", () => {
    const at = (ms: number) => verifyEpochs(jwt, { registry, entity, now: later(START, ms) });
    expect(at(DAY - 1)).toHaveLength(2);
    expect(() => at(DAY)).toThrow(code("TRUST_EPOCHS_EXPIRED"));
    expect(at(-300_000)).toHaveLength(2);
    expect(() => at(-301_000)).toThrow(code("TRUST_EPOCHS_INVALID"));
  });

  const iat = START.getTime() / 1000;
  const [first] = publish as [PublishedEpoch];
  const claims = { iss: entity, iat, exp: iat + 86_400, keys: publish };
  const sign = (changed: object, typ = "spp-epochs+jwt") =>
    signCompactJws(signer, { typ }, JSON.stringify({ ...claims, ...changed }));

  it("of which the claims below are the sound ones", () => {
    expect(verifyEpochs(sign({}), { registry, entity, now: START })).toEqual(publish);
  });

  it.each([
    ["TRUST_EPOCHS_INVALID", sign({ iss: other })],
    ["TRUST_EPOCHS_INVALID", sign({ exp: iat + 86_401 })],
    ["TRUST_EPOCHS_INVALID", sign({ exp: iat })],
    ["TRUST_EPOCHS_INVALID", sign({ exp: `${iat + 60}` })],
    ["TRUST_EPOCHS_INVALID", sign({ aud: other })],
    ["TRUST_EPOCHS_INVALID", sign({ keys: [] })],
    ["TRUST_EPOCHS_INVALID", sign({ keys: [first, first] })],
    ["TRUST_EPOCHS_INVALID", sign({ keys: Array.from({ length: 4 }, () => published(START)) })],
    ["TRUST_EPOCHS_INVALID", sign({ keys: [{ ...first, until: "2026-12-02T10:00:01Z" }] })],
    ["TRUST_EPOCHS_INVALID", sign({ keys: [{ ...first, until: first.from }] })],
    ["TRUST_EPOCHS_INVALID", sign({ keys: [{ ...first, jwk: publicJwk(key) }] })],
    ["TRUST_KEY_INVALID", sign({ keys: [epochs[0]] })],
    ["JWS_TYPE_WRONG", sign({}, "spp-registry+jwt")],
    ["JWS_MALFORMED", ""],
    ["JWS_TOO_LARGE", "A".repeat(16_385)],
    [
      "TRUST_KEY_UNKNOWN",
      issueEpochs(publish, { entity, signer: createSigner(otherKey), now: START }),
    ],
    ["JWS_SIGNATURE_INVALID", `${jwt.slice(0, -86)}${"A".repeat(86)}`],
  ])("answer %s", (expected, text) => {
    expect(() => verifyEpochs(text, { registry, entity, now: START })).toThrow(code(expected));
  });

  it("refuse the keys of an agency that is not in the registry", () => {
    const unknown = { registry, entity: "https://nobody.test", now: START };
    expect(() => verifyEpochs(jwt, unknown)).toThrow(code("TRUST_AGENCY_UNKNOWN"));
  });

  function createTestRegistry() {
    const flags = { vawa: false, shelter: false, publicPowers: false, officialAuthority: false };
    const from = "2026-01-01T00:00:00Z";
    const fact = { from, type: "victimServiceNGO", country: "XB", regime: "GDPR", flags };
    const agency = (id: string, jwk: typeof key) => ({
      entity: id,
      name: "NGO",
      facts: [fact],
      keys: [{ jwk: publicJwk(jwk), from, status: "active" }],
    });
    const state = { eu: true, schengen: true, adequacyLed: true, adequacyGdpr: true };
    return parseRegistry({
      spp: "1.0",
      test: true,
      issuedAt: from,
      states: { XB: { ...state, deathPenalty: false, crueltyRisk: false } },
      agencies: [agency(entity, key), agency(other, otherKey)],
    });
  }
});

function published(from: Date): PublishedEpoch {
  const jwk = publicJwk(generateEncryptionKey("X25519"));
  return { ...newEpoch({ crv: "X25519", from }), jwk };
}

function later(time: Date, ms: number): Date {
  return new Date(time.getTime() + ms);
}

function code(expected: string): object {
  return expect.objectContaining({ code: expected });
}
