import { launchChromium, newQuietContext } from "@safepassage/testing/browser";
import { readFileSync } from "node:fs";
const base = /tour: +(http\S+)/.exec(readFileSync("/tmp/demo-tour.log", "utf8"))![1]!;
const [width = "1280", theme = "light", ...steps] = process.argv.slice(2);
const b = await launchChromium();
const ctx = await newQuietContext(b, { viewport: { width: +width, height: 900 }, colorScheme: theme as "light", locale: process.env.LOC ?? "en-GB" });
const p = await ctx.newPage(); await p.addInitScript(`addEventListener("error", e => console.log("CAUSE", String(e.error?.cause?.stack ?? e.error?.cause ?? "none")));`);
p.on("console", m => console.log("console", m.type(), m.text().slice(0, 300)));
p.on("pageerror", e => console.log("pageerror", e.message.slice(0, 600)));
p.on("requestfailed", r => console.log("failed", r.url(), r.failure()?.errorText));
await p.goto(base + (process.env.AT ?? ""));
await p.waitForTimeout(2500);
for (const s of steps) {
  const [op, ...rest] = s.split("="); const arg = rest.join("=");
  if (op === "btn") { await p.getByRole("button", { name: arg }).first().click(); await p.waitForTimeout(500); }
  if (op === "link") { await p.getByRole("link", { name: arg }).first().click(); await p.waitForTimeout(700); }
  if (op === "played") { await p.locator(`.step[data-state=played]`).nth(+arg - 1).waitFor({ timeout: 60000 }); await p.waitForTimeout(700); }
  if (op === "wait") await p.waitForTimeout(+arg);
  if (op === "shot") await p.screenshot({ path: arg, fullPage: !process.env.VP });
  if (op === "text") console.log((await p.locator("body").innerText()).slice(0, +(arg || 3000)));
  if (op === "eval") console.log(JSON.stringify(await p.evaluate(arg)));
}
await b.close();
