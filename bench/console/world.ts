import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { answerOf, createClient } from "@safepassage/client";
import { audienceOf } from "@safepassage/exchange/agencies";
import { createLocalClient, waitForDecision } from "@safepassage/exchange/local-client";
import { prepareCase } from "@safepassage/exchange/play/prepared";
import { startExchange } from "@safepassage/exchange/processes";
import { createWorld } from "@safepassage/exchange/setup";
import { signInAt } from "@safepassage/testing/sign-in";
import { varietyOf } from "../api/variety.ts";
import { fillStore } from "../full-store/fill.ts";

/** The exchange of the demo, in which one agency has received as many messages as one does in years. */
export interface ConsoleWorld {
  /** Address of the gateway whose inbox is full. */
  readonly inbox: string;
  /** Address of the gateway with a draft, and the draft's id. */
  readonly compose: string;
  readonly draft: string;
  stop(): Promise<void>;
}

/** Starts it, with so many messages in the inbox of NGO-C. */
export async function openWorld(messages: number): Promise<ConsoleWorld> {
  const folder = mkdtempSync(join(tmpdir(), "sp-bench-console-"));
  try {
    const world = createWorld(folder, new Date());
    const first = await startExchange(world);
    const client = createLocalClient(folder, first.gateways["NGO-B"]);
    const { draft } = await prepareCase("ngo-b", "s01-1", new Date());
    for (let sent = 0; sent < TEMPLATES; sent++) {
      const asked = client.own.v1.messages.$post({ json: { draft, mode: "minimise" } });
      await waitForDecision(client, (await answerOf(asked)).digest);
    }
    await first.stop();
    await fillStore(join(folder, "NGO-C"), messages, varietyOf("inbox", messages));

    const exchange = await startExchange(world);
    const { localUrl: url } = exchange.gateways["NGO-B"];
    const issuer = exchange.provider.issuers["NGO-B"];
    const token = await signInAt(issuer, "mira", { audience: audienceOf("NGO-B") });
    const { officer: _, ...own } = draft;
    const kept = createClient({ url, token }).v1.drafts.$post({ json: { draft: own } });
    return {
      inbox: exchange.gateways["NGO-C"].localUrl,
      compose: url,
      draft: (await answerOf(kept)).id,
      async stop() {
        await exchange.stop();
        rmSync(folder, { recursive: true });
      },
    };
  } catch (error) {
    rmSync(folder, { recursive: true });
    throw error;
  }
}

/** Real messages that the store is made of. */
const TEMPLATES = 16;
