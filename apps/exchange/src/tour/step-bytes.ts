import { answerOf } from "@safepassage/client";
import type { StepBytes, WirePost } from "@safepassage/console/tour";
import { decodeBase64urlText, encodeUtf8, sha256Base64url } from "@safepassage/core";
import type { AgencyName } from "../agencies.ts";
import type { Run } from "../play/run.ts";
import type { Wire } from "../wire.ts";
import type { PlayedStep } from "./played-step.ts";

/**
 * Gathers the octets and texts behind a step: what systems asked their gateways, what went between these, and the signed
 * messages and receipts, decoded.
 *
 * @param between - The agencies of the step.
 */
export async function bytesOf(
  { clients, wire }: Pick<Run, "clients"> & { readonly wire: Wire },
  { begunAt, endedAt = Number.POSITIVE_INFINITY, parts, calls }: PlayedStep,
  between: readonly AgencyName[],
): Promise<StepBytes> {
  const names: readonly string[] = between;
  const sent = parts.flatMap((part) => (part.kind === "message" ? [part] : []));
  const kept = await Promise.all(
    sent.map(async ({ digest, sender }) => {
      const { own } = clients[sender as AgencyName];
      const asked = own.v1.messages[":digest"].evidence.$get({ param: { digest } });
      return (await answerOf(asked)).jwt;
    }),
  );
  const bypassing = parts.flatMap((part) => (part.kind === "bypass" ? [part.signed] : []));
  const jwts = parts.flatMap((part) => (part.kind === "receipts" ? part.jwts : []));
  return {
    calls,
    posts: wire
      .since(begunAt)
      .filter(({ at, to }) => at <= endedAt && names.includes(to))
      .map(({ at: _, ...post }): WirePost => post),
    messages: [...kept, ...bypassing].map((jwt) => ({
      digest: sha256Base64url(encodeUtf8(jwt)),
      ...decode(jwt),
    })),
    receipts: jwts.map((jwt) => {
      const { header, payload: claims } = decode(jwt);
      return { jwt, header, claims };
    }),
  };
}

/** Header and payload of a JWT (RFC 7519, section 7.2). Its signature was verified when it came. */
function decode(jwt: string): { readonly header: unknown; readonly payload: unknown } {
  const [header = "", payload = ""] = jwt.split(".");
  return {
    header: JSON.parse(decodeBase64urlText(header)),
    payload: JSON.parse(decodeBase64urlText(payload)),
  };
}
