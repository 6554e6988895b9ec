import { expect, test } from "vitest";
import { indexCertificates } from "./certificate-index.ts";
import type { PlacedCertificate } from "./check-certificate.ts";
import { judgeErasure } from "./judge-erasure.ts";
import { matchReceipts } from "./match-receipts.ts";
import type { PlacedEvidence } from "./read-evidence.ts";

const MANY = 200;
/** Reads of one thing, far fewer than one for each other thing. */
const FEW = 8;

test("a message that is shown in many places has each of its receipts read a few times", () => {
  let reads = 0;
  const messages = Array.from({ length: MANY }, (_, place): PlacedEvidence => {
    const receipt = {
      place: `${place}`,
      get receipt() {
        reads++;
        return `receipt ${place}`;
      },
    };
    return { jwt: "a.b.c", place: `${place}`, wholes: [], receipts: [receipt] };
  });
  const { given } = matchReceipts({ messages, receipts: [], leftOut: [], folders: ["folder"] });
  expect(given).toHaveLength(1);
  expect(given[0]?.receipts).toHaveLength(MANY);
  expect(reads).toBeLessThan(MANY * FEW);
});

test("a certificate that states many dates has each of them read a few times", () => {
  let reads = 0;
  const counted = (day: string): readonly string[] =>
    new Proxy(Array<string>(MANY).fill(day), {
      get(target, name, receiver) {
        reads++;
        return Reflect.get(target, name, receiver);
      },
    });
  const judged = judgeErasure({
    ...{ sentAt: "2026-11-01T09:00:00Z", eraseBy: "2026-11-05", now: new Date("2027-01-01") },
    erasedAt: counted("2026-11-05T00:00:00Z"),
    ...{ backupHorizon: counted("2026-12-05"), certifiedAt: "2026-11-06T00:00:00Z" },
  });
  expect(judged).toEqual({ onTime: true, daysLate: 0, impossible: [] });
  expect(reads).toBeLessThan(MANY * 2 * FEW);
});

test("certificates are found by the messages that they name, and by their own digests", () => {
  const certificate = (digest: string, ...named: string[]): PlacedCertificate => ({
    ...{ digest, place: digest, stated: { "erasure.messageDigest": named } },
    clear: {} as PlacedCertificate["clear"],
  });
  const all = [certificate("c1", "m1", "m2", "m1"), certificate("c2", "m2"), certificate("c3")];
  const index = indexCertificates(all);
  expect(index.naming("m1").map(({ digest }) => digest)).toEqual(["c1"]);
  expect(index.naming("m2").map(({ digest }) => digest)).toEqual(["c1", "c2"]);
  expect(index.naming("m3")).toEqual([]);
  expect([index.has("c3"), index.has("m1")]).toEqual([true, false]);
});
