import { describe, expect, it } from "vitest";
import { judgeAuthorisation } from "../src/index.ts";
import {
  authorise,
  createAuthorityWorld,
  entityOf,
  forgerOf,
  NOW,
  order,
  registryWith,
} from "./authority-world.ts";

const world = createAuthorityWorld();
const base = world.draftOf("S06", 3, "Police-B");

describe("a token that is looked at later", () => {
  const judge = (token: string, { registry = world.registry, now = NOW } = {}) => {
    const { genuine, validWhenSigned, usableNow, issuer } = judgeAuthorisation(
      token,
      registry,
      now,
    );
    const codes = [genuine, validWhenSigned, usableNow].map((one) => (one.ok ? "ok" : one.code));
    return { codes, issuer: issuer?.entity };
  };
  const token = authorise(world, base, order);

  it("is genuine, valid and usable", () => {
    expect(judge(token)).toEqual({ codes: ["ok", "ok", "ok"], issuer: entityOf("Judge-B") });
  });

  it("stays genuine once it has expired", () => {
    const now = new Date("2027-01-01T00:00:00Z");
    expect(judge(token, { now })).toEqual({
      codes: ["ok", "ok", "AUTHORISATION_INVALID"],
      issuer: entityOf("Judge-B"),
    });
  });

  it("is genuine and was never valid, of an issuer without the role", () => {
    const registry = registryWith(world, "Judge-B", { judicialRoles: ["court"] });
    expect(judge(token, { registry })).toEqual({
      codes: ["ok", "AUTHORISATION_INVALID", "AUTHORISATION_INVALID"],
      issuer: entityOf("Judge-B"),
    });
  });

  it("is genuine and not valid while it is from the future", () => {
    const early = (seconds: number): Date =>
      new Date(Date.parse("2026-11-23T10:00:00Z") - seconds * 1000);
    expect(judge(token, { now: early(120) }).codes).toEqual(["ok", "ok", "ok"]);
    expect(judge(token, { now: early(121) }).codes).toEqual([
      "ok",
      "AUTHORISATION_INVALID",
      "AUTHORISATION_INVALID",
    ]);
  });

  it("is nobody's with a signature of another key under the name of its issuer's", () => {
    const forged = authorise(world, base, order, { signer: forgerOf(world, "Judge-B") });
    const { codes, issuer } = judge(forged);
    expect(codes).toEqual([
      "JWS_SIGNATURE_INVALID",
      "JWS_SIGNATURE_INVALID",
      "JWS_SIGNATURE_INVALID",
    ]);
    expect(issuer).toBeUndefined();
  });
});
