import type { AgencyStore, NewOutboxRow, Tx } from "@safepassage/agency";
import { createFixedClock, type Signer, sha256Base64url } from "@safepassage/core";
import { inspectMessage, issueMessage, sealMessage } from "@safepassage/message";
import type { DecodedMessage, Draft } from "@safepassage/schema";
import { verifyEpochs } from "@safepassage/trust";
import { createFederation, type Federation, NGO_B, NGO_C } from "./federation.ts";
import { inside } from "./inside.ts";
import { createExchange, NOW, type TestExchange } from "./world.ts";

/** The catalogue of an earlier version. */
export const EARLIER = sha256Base64url("the catalogue of an earlier version");

interface Version {
  isEarlier: boolean;
  /** What it signs where this version would sign something else. */
  write?: (draft: Draft) => Draft;
  /** What it stores where its catalogue has names that this one lacks. */
  keep?: (message: DecodedMessage) => DecodedMessage;
}

/** Two gateways of this version. While `isEarlier`, what NGO-B queues is as an earlier version signed it. */
export interface Upgraded extends TestExchange {
  version: Version;
}

/** Opens NGO-B and NGO-C after an upgrade of both. */
export function createUpgraded(
  options: Parameters<typeof createExchange>[0] & { readonly federation?: Federation } = {},
): Upgraded {
  const version: Version = { isEarlier: true };
  const federation = options.federation ?? createFederation({ also: [EARLIER] });
  let opened = 0;
  const wrap = (store: AgencyStore): AgencyStore => {
    opened++;
    if (opened > 1) return store;
    return { ...store, transaction: (work) => store.transaction((tx) => work(earlierIn(tx))) };
  };
  const earlierIn = (tx: Tx): Tx => ({
    ...tx,
    outbox: {
      ...tx.outbox,
      add: (row) => {
        if (!version.isEarlier) return tx.outbox.add(row);
        return tx.outbox.add(asEarlier(row, federation.signers["NGO-B"], version));
      },
    },
  });
  return { ...createExchange({ ...options, federation, wrap }), version };
}

/** The same row, as the earlier version signed and stored it. */
function asEarlier(
  row: NewOutboxRow,
  signer: Signer,
  { write = (draft) => draft, keep = (message) => message }: Version,
): NewOutboxRow {
  const { clear, private: hidden, body } = row.content.message;
  const kept = Object.entries(clear).filter(([name]) => !name.startsWith("env.digest."));
  const draft = write({
    clear: { ...Object.fromEntries(kept), "env.profile": EARLIER } as unknown as Draft["clear"],
    private: hidden,
    body,
  });
  const issued = issueMessage(draft, { signer });
  const { message, sdHash, resolved } = inspectMessage(issued.sdJwt, {
    clock: createFixedClock(clear["env.createdAt"]),
  });
  const { digest, jwt, sdJwt, seed } = issued;
  const record = row.history && { ...row.history.record, digest };
  return {
    ...row,
    ...{ digest, jwt, sdHash, resolved },
    content: { ...row.content, sdJwt, seed, message: keep(message) },
    history: row.history && record && { ...row.history, record },
  };
}

/** Lets the earlier version of NGO-B have posted a message, without an answer. Returns what it posted. */
export async function posted({ b, c, registry }: Upgraded, id: string): Promise<string> {
  const row = await inside(b.store).outbox.find(id);
  if (row?.content === undefined) throw new TypeError("the message was not stored");
  const published = await c.gateway.fetch(new Request("http://c.test/.well-known/spp-epochs"));
  const [epoch] = verifyEpochs(await published.text(), {
    ...{ registry, entity: NGO_C, now: new Date(NOW) },
  });
  if (epoch === undefined) throw new TypeError("no epoch is published");
  const parties = { sender: NGO_B, recipient: NGO_C, recipientKey: epoch.jwk };
  const sealed = sealMessage(row.content, parties);
  await inside(b.store).outbox.change(id, { state: "sending", sealed, attempts: 1 });
  return sealed;
}
