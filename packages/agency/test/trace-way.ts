/**
 * Sends a message and takes it in, and prints the files of agency, gateway and command in which a function runs, for each
 * way. It is a process of its own, so that V8 sees the files untransformed.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { Session } from "node:inspector/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodeUtf8 } from "@safepassage/core";
import { vitalRequest } from "@safepassage/testing/draft-request";
import { issueEpochs, verifyRegistry } from "@safepassage/trust";
import { createAgencyContext } from "../src/create-context.ts";
import { readAgencyFolder } from "../src/node/agency-folder.ts";
import { makeTestExchange } from "../src/node/make-exchange.ts";
import { openStore } from "../src/node/open-store.ts";
import { attempt } from "../src/send/deliver/deliver.ts";
import { composeRequest } from "../src/send/draft/compose-request.ts";
import { queueDraft } from "../src/send/queue/queue.ts";
import type { Observe } from "../src/setting/observe.ts";
import type { SenderFacts } from "../src/stages/facts.ts";
import { sealingKey } from "../src/stages/way.ts";
import { receivePackage } from "../src/take/receive.ts";

const observe: Observe = (_, work) => work();
const silent = { log: () => {}, reach: () => {}, observe };
const folder = mkdtempSync(join(tmpdir(), "safepassage-trace-"));
try {
  const [ngoB, ngoC] = await Promise.all(makeTestExchange(folder).map(open));
  if (ngoB === undefined || ngoC === undefined) throw new TypeError("an exchange has two sides");
  const draft = composeRequest(ngoB, vitalRequest());
  let queued = "";
  const sent = await filesPassed(async () => {
    const how = { draft: () => draft, mode: "minimise", known: {} } as const;
    queued = (await queueDraft(ngoB, undefined, how)).id;
  });

  let sealed = "";
  const partner = {
    sealingKey: async (facts: Pick<SenderFacts, "registry" | "now">) =>
      sealingKey(
        issueEpochs(ngoC.epochs.publish(), {
          entity: ngoC.self,
          signer: ngoC.signer,
          now: ngoC.clock.now(),
        }),
        ngoC.self,
        facts,
      ),
    deliver: async (text: string) => {
      sealed = text;
      return { status: 503, text: "{}" };
    },
  };
  const context = { ...ngoB, partnerOf: () => partner };
  await attempt(context, queued, AbortSignal.timeout(10_000)).catch(() => {});
  let receipts: readonly string[] = [];
  const taken = await filesPassed(async () => {
    ({ receipts } = await receivePackage(ngoC, encodeUtf8(sealed), { agency: ngoB.self }));
  });
  process.stdout.write(JSON.stringify({ sent, taken, receipts: receipts.length }));
  await Promise.all([ngoB.store.close(), ngoC.store.close()]);
} finally {
  rmSync(folder, { recursive: true });
}

async function open(own: string) {
  const { registryVerifier, readRegistry, config, ...held } = await readAgencyFolder(own, fetch);
  const registry = verifyRegistry(await readRegistry(), registryVerifier);
  const store = await openStore(own, config);
  const context = createAgencyContext({ ...held, store, registry: () => registry, ...silent });
  // What is stored at the start is no part of the way.
  await context.clockWatch.view();
  return context;
}

/** Counts the calls of each function with V8. Modules are loaded before, so that loading does not count. */
async function filesPassed(work: () => Promise<void>): Promise<readonly string[]> {
  const session = new Session();
  session.connect();
  await session.post("Profiler.enable");
  await session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: false });
  await session.post("Profiler.takePreciseCoverage");
  await work();
  const { result } = await session.post("Profiler.takePreciseCoverage");
  session.disconnect();
  const passed = result
    .filter(({ functions }) => functions.some(({ ranges: [range] }) => (range?.count ?? 0) > 0))
    .flatMap(({ url }) => /packages\/(?:agency|gateway|cli)\/src\/.*/.exec(url)?.[0] ?? []);
  return [...new Set(passed)].sort();
}
