import { readFileSync } from "node:fs";
import { openAgency } from "@safepassage/agency/node";

const ngoB = await openAgency("exchange/ngo-b"); // keys, registry, agreements, state
const ngoC = await openAgency("exchange/ngo-c");
const draft = JSON.parse(readFileSync("exchange/draft.json", "utf8"));

const plan = await ngoB.prepare(draft); // only what may be sent; nothing is signed yet
console.table(plan.account, ["field", "outcome", "why"]);
if (!plan.maySend) throw new Error(plan.explain());
const sent = await ngoB.send(plan, ngoC); // signed, sealed, delivered, receipts verified
console.log(`${ngoC.entity} decided: ${sent.verdict}`);
console.log((await ngoC.read(sent.digest))?.message?.body);

await Promise.all([ngoB.close(), ngoC.close()]);
