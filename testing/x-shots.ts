import { launchChromium, newQuietContext } from "@safepassage/testing/browser";
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
const server = spawn("/tmp/node.sh", ["packages/gateway/x-serve.ts"], { cwd: "/work/wt-c-check" });
const base = (await new Promise<string>((r) => server.stdout.on("data", (d) => r(String(d).trim()))));
server.stderr.on("data", (d) => console.error(String(d)));
const b = await launchChromium();
async function run(name: string, { width = 1280, theme = "light", locale = "en-GB" } = {}, steps: (p: any, shot: (n: string) => Promise<void>) => Promise<void>) {
  const ctx = await newQuietContext(b, { viewport: { width, height: 900 }, colorScheme: theme as "light", locale });
  const p = await ctx.newPage();
  p.on("console", (m) => console.log("console", m.type(), m.text().slice(0, 300)));
  p.on("pageerror", (e) => console.log("pageerror", e.message.slice(0, 400)));
  const asked: string[] = []; p.on("request", (r) => asked.push(r.url().replace(base, "")));
  await p.goto(base + "/check"); await p.waitForSelector("h1"); await p.waitForTimeout(1200);
  try { await steps(p, async (n) => { await p.screenshot({ path: `/tmp/check-${name}-${n}.png`, fullPage: true }); }); } catch (e) { console.log("FAILED", name, String(e).slice(0, 500)); await p.screenshot({ path: `/tmp/check-${name}-failed.png`, fullPage: true }); }
  console.log(name, asked.length, asked.filter((a) => !a.startsWith("/assets")));
  await ctx.close();
}
const ex = (i: number) => async (p: any, shot: any) => { await p.locator("section:has(> h2) .row button").nth(i).click(); await p.waitForTimeout(2500); await shot(String(i)); if (i === 1) console.log((await p.locator("main").innerText()).slice(0, 2500)); };
const jobs = process.argv.slice(2);
const all: Record<string, () => Promise<void>> = {
  start: () => run("start", {}, async (p, shot) => { await shot("0"); console.log(await p.locator("body").innerText()); }),
  good: () => run("good", {}, ex(0)),
  refused: () => run("refused", {}, ex(1)),
  evidence: () => run("evidence", {}, ex(2)),
  phone: () => run("phone", { width: 390, theme: "dark" }, ex(1)),
  phoneev: () => run("phoneev", { width: 390, theme: "dark" }, ex(2)),
  ar: () => run("ar", { locale: "ar" }, ex(1)),
  fr: () => run("fr", { locale: "fr", width: 390 }, ex(1)),
};
for (const j of jobs) await all[j]!();
await b.close(); server.kill();
