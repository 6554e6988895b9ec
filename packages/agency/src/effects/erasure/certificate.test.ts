import { encodeBase64url, encodeUtf8 } from "@safepassage/core";
import { describe, expect, it } from "vitest";
import {
  carryOutErasures,
  createContext,
  NGO_C,
  opened,
  POLICE_D,
  sent,
} from "../../../test/erasing.ts";
import { inside } from "../../store/contract/inside.ts";

describe("erasures", () => {
  it.each([
    ["its recipient, asked", NGO_C, true, true],
    ["its recipient, not asked", NGO_C, false, false],
    ["another agency", POLICE_D, true, false],
  ])("erases the own copy on a certificate of %s: %s", async (_, from, asked, expected) => {
    const context = createContext();
    await inside(context.store).outbox.add(sent());
    if (asked) {
      const at = "2026-11-24T09:02:00Z";
      await inside(context.store).events.add({ kind: "erasureRequested", at, ref: "digest" });
    }
    const certificate = opened(from, "erasureCertificate", [
      { f: "erasure.messageDigest", v: "digest" },
    ]);
    await carryOutErasures(context, certificate);
    expect((await inside(context.store).outbox.find("1"))?.content === undefined).toBe(expected);
    expect((await inside(context.store).outbox.find("1"))?.certificate).toBe(
      expected ? "certificate" : undefined,
    );
  });

  it.each([
    ["every disclosure", ["one", "private", "body"], true],
    ["the two from which all others hang", ["private", "body"], true],
    ["a part", ["one", "body"], false],
    ["others", ["two", "three"], false],
    ["none", [], false],
  ])("counts a certificate that names %s: %j", async (_, named, counts) => {
    const context = createContext();
    const jwt = ["e30", encodeBase64url(encodeUtf8('{"_sd":["body","private"]}')), ""].join(".");
    const { outbox, events } = inside(context.store);
    await outbox.add({ ...sent(), jwt, resolved: ["body", "one", "private"] });
    const at = "2026-11-24T09:02:00Z";
    await events.add({ kind: "erasureRequested", at, ref: "digest" });
    const certificate = opened(NGO_C, "erasureCertificate", [
      { f: "erasure.messageDigest", v: "digest" },
      ...named.map((v) => ({ f: "erasure.disclosures", v })),
    ]);
    await carryOutErasures(context, certificate);
    const row = await outbox.find("1");
    expect(row?.certificate).toBe(counts ? "certificate" : undefined);
    expect(row?.content === undefined).toBe(counts);
  });

  it.each([
    ["when it arrived", {}, true],
    ["a clock behind by a minute", { "erasure.at": "2026-11-24T09:01:30Z" }, true],
    ["before it was sent", { "erasure.at": "2026-11-24T08:02:00Z" }, false],
    ["after it was certified", { "erasure.at": "2026-11-26T09:02:00Z" }, false],
    ["with no backup from a day before", { "erasure.backupHorizon": "2026-11-24" }, false],
    ["in part, since some is evidence", { "erasure.exception": "evidence" }, false],
    ["in part, since some is contested", { "erasure.exception": "accuracyContested" }, false],
  ])("counts a certificate that says it was erased %s", async (_, said, counts) => {
    const context = createContext();
    const jwt = ["e30", encodeBase64url(encodeUtf8('{"_sd":["body","private"]}')), ""].join(".");
    const { outbox, events } = inside(context.store);
    await outbox.add({ ...sent(), jwt, resolved: ["body", "private"] });
    await events.add({ kind: "erasureRequested", at: "2026-11-24T09:02:00Z", ref: "digest" });
    const stated = {
      ...{ "erasure.messageDigest": "digest", "erasure.method": "overwritten" },
      ...{ "erasure.at": "2026-11-25T09:02:00Z", "erasure.backupHorizon": "2026-12-25" },
      ...{ "erasure.exception": "none", ...said },
    };
    const certificate = opened(NGO_C, "erasureCertificate", [
      ...Object.entries(stated).map(([f, v]) => ({ f, v })),
      ...["body", "private"].map((v) => ({ f: "erasure.disclosures", v })),
    ]);
    await carryOutErasures(context, certificate);
    const row = await outbox.find("1");
    expect(row?.certificate).toBe(counts ? "certificate" : undefined);
    expect(row?.content === undefined).toBe(counts);
  });
});
