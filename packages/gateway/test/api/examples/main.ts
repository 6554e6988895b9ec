// Prints the examples of the OpenAPI document, for `npx -y pnpm@12 generate`.
import { startProvider } from "@safepassage/testing/provider";
import { makeExamples } from "./day.ts";

const provider = await startProvider({
  "approver-1": { groups: ["approvers"], acr: "substantial" },
});
try {
  process.stdout.write(`${JSON.stringify(await makeExamples(provider), null, 1)}\n`);
} finally {
  await provider.close();
}
