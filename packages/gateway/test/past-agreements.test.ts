import { isPast } from "@safepassage/agency";
import { readFormerAgreement } from "@safepassage/message";
import { parseRegistry } from "@safepassage/trust";
import { describe, expect, it } from "vitest";
import { judgeAgreements } from "../src/findings/judge-agreements.ts";
import { EARLIER } from "./earlier.ts";
import { createFederation, type Name, NGO_B, NGO_C, type RegistryFile } from "./federation.ts";
import { createExchange } from "./world.ts";

const NOW = "2026-11-24T09:02:00Z";
/** Terms that leave no day of erasure. */
const NO_DAY = { retention: [{ purpose: "ASSISTANCE_REFERRAL", ceiling: "PT12H" }] };

/** Under a key that has ended: a version that has ended by its days, one that a newer has replaced, and one in force. */
function world() {
  const federation = createFederation();
  const old = createFederation();
  const signed = (version: string, change: object = {}) =>
    old.signTerms("AGR-ASSIST", { version, ...change }, "NGO-B", "NGO-C");
  const newer = federation.signTerms(
    "AGR-ASSIST",
    { version: "2.0", from: "2026-11-20" },
    "NGO-B",
    "NGO-C",
  );
  const listBoth = (file: RegistryFile): void => {
    const former = old.registryFile();
    file.agencies.forEach(({ keys }, index) => {
      const key = former.agencies[index]?.keys[0];
      const ended = { ...key, status: "retired", until: "2026-11-01T00:00:00Z" };
      (keys as object[]).push(ended);
    });
  };
  const over = signed("0.9", { until: "2026-10-31" });
  const ofOthers = old.signTerms("AGR-ASSIST", { version: "1.1" }, "NGO-B", "NGO-C", "DPA-B");
  return { federation, listBoth, newer, over, replaced: signed("1.0"), ofOthers };
}

it("an agreement whose keys have ended is told, unless it is over or a newer version is in its place", async () => {
  const { federation, listBoth, newer, over, replaced, ofOthers } = world();
  const told = async (agreements: readonly string[]) => {
    const exchange = createExchange({ federation, options: { agreements } });
    const { call, log } = exchange.b;
    await call("GET", "/v1/partners");
    const before = log.length;
    exchange.editRegistry(listBoth);
    await call("GET", "/v1/partners");
    return log.slice(before).flatMap((one) => (one.event === "agreementInvalid" ? [one.ref] : []));
  };
  expect(await told([replaced])).toEqual(["AGR-ASSIST 1.0"]);
  expect(await told([newer, over, replaced, ofOthers])).toEqual(["AGR-ASSIST 1.1"]);
  const file = federation.registryFile();
  listBoth(file);
  const registry = parseRegistry(file);
  const found = (...texts: readonly string[]) =>
    judgeAgreements(
      texts.map((text, index) => ({ file: `${index}`, text })),
      { registry, entity: NGO_B, at: new Date(NOW) },
    ).map(({ code, file: name }) => `${code} ${name}`);
  expect(found(newer, over, replaced, ofOthers)).toEqual(["AGREEMENT_INVALID 3"]);
  expect(found(replaced)).toContain("AGREEMENT_INVALID 0");
});

it("an agreement that ends is told, unless a version of it is here that goes on without a gap", () => {
  const federation = createFederation();
  const registry = parseRegistry(federation.registryFile());
  const sign = (id: string, terms: object) =>
    federation.signTerms("AGR-ASSIST", { id, ...terms }, "NGO-B", "NGO-C");
  const ending = sign("AGR-ASSIST", { until: "2026-12-10" });
  const endsWith = (id: string, from: string, until = "2028-12-31") =>
    judgeAgreements(
      [ending, sign(id, { version: "2.0", from, until })].map((text) => ({ file: "f", text })),
      { registry, entity: NGO_B, at: new Date(NOW) },
    ).some(({ code }) => code === "AGREEMENT_ENDS");
  expect(endsWith("AGR-ASSIST", "2026-12-11")).toBe(false);
  expect(endsWith("AGR-ASSIST", "2026-11-20")).toBe(false);
  expect(endsWith("AGR-ASSIST", "2026-12-12")).toBe(true);
  expect(endsWith("AGR-ASSIST", "2026-11-20", "2026-12-10")).toBe(true);
  expect(endsWith("AGR-OTHER", "2026-12-11")).toBe(true);
});

it.each([
  ["is over, and a later version is in force", { until: "2026-10-31" }, "2026-11-01", []],
  ["is over, and a later version came after a gap", { until: "2026-09-30" }, "2026-11-01", []],
  [
    "is of another catalogue, and a newer is in its place",
    { profiles: [EARLIER] },
    "2026-11-20",
    [],
  ],
  ["keeps nothing for a day, and a newer is in its place", NO_DAY, "2026-11-20", []],
  [
    "is of another catalogue, and a newer is still to come",
    { profiles: [EARLIER] },
    "2026-12-20",
    ["AGREEMENT_OUTDATED", "AGREEMENT_NOT_YET", "AGREEMENT_NONE"],
  ],
])("of an agreement that %s nothing is asked in vain", (_, terms, from, codes) => {
  const federation = createFederation();
  const registry = parseRegistry(federation.registryFile());
  const sign = (change: object) => federation.signTerms("AGR-ASSIST", change, "NGO-B", "NGO-C");
  const texts = [sign(terms), sign({ version: "2.0", from, until: "2028-12-31" })];
  const found = judgeAgreements(
    texts.map((text) => ({ file: "f", text })),
    { registry, entity: NGO_B, at: new Date(NOW) },
  );
  expect(found.map(({ code }) => code)).toEqual(codes);
});

it("a faulty agreement is compared with those of its id, and not with each of thousands", () => {
  const federation = createFederation();
  const registry = parseRegistry(federation.registryFile());
  const faulty = Array.from({ length: 8 }, (_, index) =>
    federation.signTerms("AGR-ASSIST", { id: `AGR-FAULTY-${index}` }, "NGO-B", "NGO-C"),
  );
  const [one = ""] = faulty;
  const terms = readFormerAgreement(one, registry);
  const reads = [100, 200, 400].map((count) => {
    let read = 0;
    const agreements = Array.from({ length: count }, (_, index) => ({
      ...terms,
      get id() {
        read += 1;
        return `AGR-OTHER-${index}`;
      },
      get from() {
        read += 1;
        return terms.from;
      },
    }));
    const standing = { agreements, registry, at: new Date(NOW) };
    expect(faulty.map((jws) => isPast(jws, standing))).toEqual(faulty.map(() => false));
    return read / count;
  });
  // Each is looked at once, for all that are faulty.
  expect(reads).toEqual([1, 1, 1]);
});

describe("an agreement of two of which one has left", () => {
  const left = { facts: { until: "2026-11-20T00:00:00Z" } };
  const noKey = { ...left, keys: { status: "retired", until: "2026-11-21T00:00:00Z" } };
  const soonNoKey = { ...left, keys: { status: "retired", until: "2026-12-01T00:00:00Z" } };
  const changed =
    ({ facts, keys }: { readonly facts: object; readonly keys?: object }) =>
    (file: RegistryFile): void => {
      const entry = file.agencies.find(({ entity }) => entity === NGO_C) as unknown as {
        readonly facts: readonly object[];
        readonly keys: readonly object[];
      };
      Object.assign(entry.facts[0] ?? {}, facts);
      Object.assign(entry.keys[0] ?? {}, keys);
    };

  it.each([
    ["whose key has ended", noKey, {}, [], ["AGREEMENT_INVALID"]],
    ["whose key ends soon", soonNoKey, {}, [], ["AGREEMENT_KEY_ENDS"]],
    ["that ends soon", left, { until: "2026-12-10" }, [], ["AGREEMENT_ENDS"]],
    ["that is over", left, { until: "2026-11-10" }, [], ["AGREEMENT_OVER"]],
    ["of another catalogue", left, { profiles: [EARLIER] }, [], ["AGREEMENT_OUTDATED"]],
  ])("%s gives no finding: nobody can sign it again", async (_, change, terms, ofTwo, ofThree) => {
    const federation = createFederation();
    const file = federation.registryFile();
    changed(change)(file);
    const registry = parseRegistry(file);
    const codes = (...parties: readonly Name[]) =>
      judgeAgreements(
        [{ file: "f", text: federation.signTerms("AGR-ASSIST", terms, ...parties) }],
        { registry, entity: NGO_B, at: new Date(NOW) },
      ).flatMap(({ code }) => (code === "AGREEMENT_NONE" ? [] : [code]));
    expect(codes("NGO-B", "NGO-C")).toEqual(ofTwo);
    // The others go on with each other.
    expect(codes("NGO-B", "NGO-C", "NRM-D")).toEqual(ofThree);
  });

  it("is not logged as invalid", async () => {
    const federation = createFederation();
    const exchange = createExchange({
      federation,
      options: { agreements: [federation.agreement] },
    });
    exchange.editRegistry(changed(noKey));
    await exchange.b.call("GET", "/v1/partners");
    expect(exchange.b.log.filter(({ event }) => event === "agreementInvalid")).toEqual([]);
  });
});
