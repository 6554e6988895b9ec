import { encodeUtf8 } from "@safepassage/core";
import { type IssuedMessage, issueMessage, sealMessage } from "@safepassage/message";
import type { Draft } from "@safepassage/schema";
import { chooseEpoch, verifyEpochs } from "@safepassage/trust";
import { NGO_B, NGO_C } from "./federation.ts";
import { NOW, type TestExchange } from "./world.ts";

/** Posts octets from anybody to the inbox of NGO-C. */
export async function postPackage(
  { c }: Pick<TestExchange, "c">,
  body: string | Uint8Array,
): Promise<Response> {
  const octets = typeof body === "string" ? encodeUtf8(body) : body;
  return c.gateway.fetch(
    new Request("http://c.test/inbox", {
      method: "POST",
      headers: { "content-type": "application/jose" },
      body: octets.slice(),
    }),
  );
}

/** Signs a draft with NGO-B's good key and seals it to NGO-C: no parser and no rule of ours is asked. */
export async function sealUnchecked(
  { c, federation, registry }: TestExchange,
  draft: Draft,
): Promise<{ readonly issued: IssuedMessage; readonly sealed: string }> {
  const issued = issueMessage(draft, { signer: federation.signers["NGO-B"] });
  const published = await c.gateway.fetch(new Request("http://c.test/.well-known/spp-epochs"));
  const now = new Date(NOW);
  const epochs = verifyEpochs(await published.text(), { registry, entity: NGO_C, now });
  const recipientKey = chooseEpoch(epochs, now).jwk;
  return { issued, sealed: sealMessage(issued, { sender: NGO_B, recipient: NGO_C, recipientKey }) };
}
