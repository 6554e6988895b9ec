import { createFixedClock, sha256Base64url } from "@safepassage/core";
import { issueRefusal } from "@safepassage/message";
import { createUpgraded, EARLIER } from "./earlier.ts";
import { createFederation, NGO_C } from "./federation.ts";
import { inside } from "./inside.ts";
import { createExchange, NOW, requestS011, type TestExchange } from "./world.ts";

/** Codes of messages, drafts and partners of another catalogue. */
export const CATALOGUE: Readonly<
  Record<string, (exchange: TestExchange) => Promise<string | undefined>>
> = {
  GATEWAY_AGREEMENT_OUTDATED: async () => {
    const { b } = createExchange({ federation: createFederation({ only: [EARLIER] }) });
    return (await b.call("POST", "/v1/messages", message())).json.code;
  },
  GATEWAY_PROFILE_CHANGED: async () => {
    const exchange = createUpgraded();
    exchange.version.write = (draft) => ({
      ...draft,
      private: { ...draft.private, "private.consentRefs": [], "private.consentAssertions": [] },
    });
    return lastError(exchange);
  },
  GATEWAY_PROFILE_DIFFERS: async (exchange) => {
    const options = {
      self: NGO_C,
      signer: exchange.federation.signers["NGO-C"],
      clock: createFixedClock(NOW),
    };
    exchange.intercept(async (request) => {
      if (request.method !== "POST") return undefined;
      const sealed = sha256Base64url(await request.text());
      const receipt = issueRefusal({ sealed, code: "MESSAGE_PROFILE_UNSUPPORTED" }, options);
      return Response.json({ receipt }, { status: 422 });
    });
    return lastError(exchange);
  },
  GATEWAY_MESSAGE_REPLACED: async () => {
    const exchange = createUpgraded();
    const { json } = await exchange.b.call("POST", "/v1/messages", message());
    await exchange.settle();
    exchange.version.isEarlier = false;
    const draft = { ...requestS011(), private: { "private.inReplyTo": json.id } };
    return (await exchange.b.call("POST", "/v1/messages", { draft, mode: "asIs" })).json.code;
  },
};

const message = () => ({ draft: requestS011(), mode: "asIs" });

async function lastError({ b }: TestExchange): Promise<string | undefined> {
  const { json } = await b.call("POST", "/v1/messages", message());
  await b.gateway.sender.deliverDue();
  return (await inside(b.store).outbox.find(json.id))?.lastError;
}
