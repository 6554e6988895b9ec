import { createHash } from "node:crypto";
import type { Page } from "playwright-core";
import { describe, expect } from "vitest";
import { goTo, it, originOf } from "./harness.ts";
import { HOSTILE } from "./hostile.ts";
import { useWorld } from "./use-world.ts";

describe("the Content-Security-Policy", () => {
  it("admits the one style element of the built code by its hash, and nothing that is written into a page", async ({
    desk,
  }) => {
    const page = await desk.openPage("NGO-C");
    const styles = await page.locator("style").allTextContents();
    expect(styles).toHaveLength(1);
    const [hash] = styles.map((text) => createHash("sha256").update(text).digest("base64"));
    const policy = await policyOf(page.url());
    expect(policy.get("style-src")).toBe(`'self' 'sha256-${hash}'`);
    expect(policy.get("script-src")).toBe("'self'");
    expect(policy.get("default-src")).toBe("'none'");
    expect(policy.get("require-trusted-types-for")).toBe("'script'");
    expect(policy.get("frame-ancestors")).toBe("'none'");
    for (const source of policy.values()) expect(source).not.toMatch(/unsafe-|\*|data:|https?:/);
  });

  it("stands on each kind of file", async () => {
    const origin = await originOf("NGO-C");
    const page = await (await fetch(origin)).text();
    const assets = [...page.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path]) => path);
    expect(assets.length).toBeGreaterThan(2);
    const index = (await policyOf(origin)).get("default-src");
    for (const path of assets) {
      expect((await policyOf(`${origin}${path}`)).get("default-src"), path).toBe(index);
    }
  });

  it("stops a script that comes into a page", async ({ desk }) => {
    const page = await desk.openPage("NGO-C");
    const outcomes = await page.evaluate(async () => {
      const blocked: string[] = [];
      addEventListener("securitypolicyviolation", ({ effectiveDirective }) => {
        blocked.push(effectiveDirective);
      });
      const attempt = (act: () => unknown): void => {
        try {
          act();
        } catch {
          // Refused at once.
        }
      };
      attempt(() => document.body.insertAdjacentHTML("beforeend", "<img src=x onerror=hit()>"));
      attempt(() => setTimeout("hit()"));
      attempt(() => Function("hit()"));
      await fetch("https://elsewhere.test/").catch(() => {});
      await new Promise((resolve) => setTimeout(resolve, 100));
      return { blocked, images: document.images.length };
    });
    desk.allow({ violations: true });
    expect(outcomes.images).toBe(0);
    expect(new Set(outcomes.blocked)).toEqual(
      new Set(["connect-src", "require-trusted-types-for"]),
    );
  });
});

describe("a session", () => {
  it("leaves nothing in the browser that a script could read or keep, whatever is done", async ({
    desk,
  }) => {
    const { standing } = await useWorld();
    const page = await desk.signIn("NGO-B", "mira", { path: `/drafts/${standing.waiting}` });
    await page.locator(".case-leaves .tag").first().waitFor();
    await page.locator(".settings select").first().selectOption("fr");
    await page.waitForFunction(() => document.documentElement.lang === "fr");
    await goTo(page, "/inbox");
    await page.mouse.move(10, 10);
    const kept = await page.evaluate(async () => ({
      cookie: document.cookie,
      local: Object.entries(localStorage)
        .map(([name, value]) => `${name} ${value}`)
        .sort(),
      session: { ...sessionStorage },
      databases: await indexedDB.databases(),
      caches: await caches.keys(),
      workers: (await navigator.serviceWorker?.getRegistrations())?.length ?? 0,
    }));
    // How far pages were scrolled, by names that the router draws. Nothing else.
    const { "tsr-scroll-restoration-v1_3": scrolled = "{}", ...session } = kept.session;
    expect(scrolled).toMatch(/^\{("\w+":\{("window":\{"scrollX":\d+,"scrollY":\d+\})?\},?)*\}$/);
    expect({ ...kept, session }).toEqual({
      cookie: "",
      // The language, and when the console was used last.
      local: ["safepassage.locale fr", expect.stringMatching(/^safepassage\.usedAt \d{13}$/)],
      session: {},
      databases: [],
      caches: [],
      workers: 0,
    });
  });

  it("is not opened by what a page knows of it", async ({ desk }) => {
    const page = await desk.signIn("NGO-B", "mira");
    const { pageToken } = (await page.evaluate(async () => (await fetch("/v1/me")).json())) as {
      readonly pageToken: string;
    };
    expect(pageToken).toMatch(/^[\w-]{43}$/);
    const origin = await originOf("NGO-B");
    const ask = (headers: Readonly<Record<string, string>>) =>
      fetch(`${origin}/v1/me`, { headers });
    expect((await ask({ "safepassage-page": pageToken })).status).toBe(401);
    expect((await ask({ authorization: `Bearer ${pageToken}` })).status).toBe(401);
    // And a change needs it: the cookie alone, which another site might have sent, is not enough.
    desk.allow({ answers: [{ status: 403, path: "/v1/drafts" }] });
    const change = await page.evaluate(async () => {
      const headers = { "content-type": "application/json" };
      const body = JSON.stringify({ draft: {} });
      const answer = await fetch("/v1/drafts", { method: "POST", headers, body });
      return (await answer.json()) as { readonly code: string };
    });
    expect(change.code).toBe("API_PAGE_TOKEN_MISSING");
  });
});

describe("hostile values", () => {
  it("are text in a draft, and each is shown as it is", async ({ desk }) => {
    const { standing } = await useWorld();
    const page = await desk.signIn("NGO-B", "mira", { path: `/drafts/${standing.hostileDraft}` });
    desk.allow({ answers: [{ status: 422, path: "/v1/drafts/" }] });
    await page.locator(".case-group").first().waitFor();
    const shown = await valuesOf(page);
    for (const value of HOSTILE.draft) expect(shown).toContain(value);
    await expectUntouched(page);
  });
});

/** All that somebody reads or has typed on a page. */
const valuesOf = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll("main *")].map((element) =>
      element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement
        ? element.value
        : (element.textContent ?? ""),
    ),
  );

/** Nothing but the console's own elements is on the page, and nothing has run. */
async function expectUntouched(page: Page): Promise<void> {
  expect(
    await page.locator("main :is(img, script, iframe, object, embed, form, svg)").count(),
  ).toBe(0);
  expect(await page.evaluate(() => "hit" in window)).toBe(false);
}

async function policyOf(url: string): Promise<ReadonlyMap<string, string>> {
  const { headers } = await fetch(url);
  const directives = (headers.get("content-security-policy") ?? "").split("; ");
  return new Map(
    directives.map((one) => {
      const [name = "", ...sources] = one.split(" ");
      return [name, sources.join(" ")];
    }),
  );
}
