import { canonicalJson, decodeBase64urlText, encodeUtf8, sha256Base64url } from "@safepassage/core";
import { expect } from "vitest";
import { requestS011 } from "./drafts.ts";
import { EMERGENCY } from "./emergency.ts";
import { createForge, type Make } from "./forge.ts";
import { postPackage } from "./partner.ts";
import type { TestExchange } from "./world.ts";

/** Posts NGO-B's message with another private part, properly signed and written. */
export async function deliver(
  exchange: TestExchange,
  change: (hidden: Record<string, unknown>) => object,
  before: (digest: string) => Promise<void> = async () => {},
): Promise<Response> {
  const { sdJwt, build, pack } = await createForge(exchange);
  const disclosed = sdJwt
    .split("~")
    .slice(1, -1)
    .map((text) => (JSON.parse(decodeBase64urlText(text)) as unknown[]).slice(1));
  const remake = (make: Make): readonly string[] => {
    const digests = disclosed.map((parts) =>
      parts[0] === "private"
        ? make("private", JSON.parse(canonicalJson(change(parts[1] as Record<string, unknown>))))
        : make(...parts),
    );
    // The last two are body and private.
    return digests.slice(-2).sort();
  };
  const remade = build(remake);
  await before(sha256Base64url(encodeUtf8(remade.split("~")[0] ?? "")));
  return postPackage(exchange, pack(remade));
}

/** Submits S01.1 at NGO-B with these members of the private part. */
export async function submit({ b }: TestExchange, hidden: object): Promise<{ digest: string }> {
  const draft = { ...requestS011(), private: hidden };
  const { status, json } = await b.call("POST", "/v1/messages", { draft, mode: "asIs" });
  expect([status, json.code]).toEqual([201, undefined]);
  return json;
}

/** A private part that claims a threat to life, and lacks one member. */
export const withoutNecessity = ({ necessity: _, ...hidden }: Record<string, unknown>): object => ({
  ...hidden,
  urgency: EMERGENCY,
});
