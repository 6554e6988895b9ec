import ar from "@safepassage/words/ar/problems.json" with { type: "json" };
import fr from "@safepassage/words/fr/problems.json" with { type: "json" };
import type { Page } from "playwright-core";
import { describe, expect } from "vitest";
import { type Desk, it } from "./harness.ts";

describe("a problem of the gateway", () => {
  it("is said in English as the gateway says it, and nothing is loaded for it", async ({
    desk,
  }) => {
    const { page, loaded } = await openUnknownPartner(desk, "en");
    const problem = page.getByRole("alert");
    await problem.getByText("is not another agency of the registry").waitFor();
    expect(await problem.locator("[lang]").count()).toBe(0);
    expect(loaded).toEqual([]);
  });

  it("is said in the language of the page, by its code", async ({ desk }) => {
    const { page, loaded } = await openUnknownPartner(desk, "ar");
    const { title, hint } = ar.problems.GATEWAY_RECIPIENT_UNKNOWN;
    const problem = page.getByRole("alert");
    await problem.getByText(title, { exact: true }).waitFor();
    expect(await problem.getByText(hint, { exact: true }).isVisible()).toBe(true);
    expect(await problem.locator("[lang]").count()).toBe(0);
    expect(loaded).toEqual([expect.stringMatching(/^problems-/)]);
  });

  it("of a gateway of another version is said in English, and marked so", async ({ desk }) => {
    const { page, loaded } = await openUnknownPartner(desk, "fr", NEWER);
    const problem = page.getByRole("alert");
    await problem.getByText(NEWER.title).waitFor();
    await expect.poll(() => loaded.length).toBe(1);
    const english = problem.locator("[lang=en][dir=ltr]");
    expect(await english.allTextContents()).toEqual([NEWER.title, NEWER.hint]);
  });

  it("that advises on law has the English beside a translation that nobody has reviewed", async ({
    desk,
  }) => {
    const lapsed = { code: "CONSENT_LAPSED", title: "The consent is over", hint: "Ask again." };
    const { page } = await openUnknownPartner(desk, "fr", lapsed);
    const problem = page.getByRole("alert");
    await problem.getByText(fr.problems.CONSENT_LAPSED.title, { exact: true }).waitFor();
    await problem.getByText("Cette traduction n'a pas été relue. En anglais :").waitFor();
    const english = problem.locator("[lang=en][dir=ltr]");
    expect(await english.allTextContents()).toEqual(["The consent is over. Ask again."]);
  });

  it("says each place that is wrong, and what has values in it in English", async ({ desk }) => {
    const { page } = await openUnknownPartner(desk, "fr", {
      ...{ code: "SCHEMA_INVALID", title: "The object", hint: "Correct it." },
      issues: [
        { pointer: "/body/a", code: "REPEATED", sentence: "A list names the same thing twice." },
        { pointer: "/body/b", code: "NUMBER_OUT_OF_RANGE", fix: "A whole number from 1 to 4." },
        { pointer: "/body/c", code: "MEMBER_INVALID", fix: "One of: a, b." },
      ],
    });
    const problem = page.getByRole("alert");
    await problem.getByText(fr.problems.SCHEMA_INVALID.title, { exact: true }).waitFor();
    await problem.getByText("Une liste indique deux fois la même chose.").waitFor();
    expect(await problem.locator("li").allTextContents()).toEqual([
      "/body/a: Une liste indique deux fois la même chose. Indiquez chaque chose une seule fois.",
      "/body/b: Un nombre n'est pas entier ou sort des limites permises. A whole number from 1 to 4.",
      "/body/c: One of: a, b.",
    ]);
    const english = problem.locator("[lang=en][dir=ltr]");
    expect(await english.allTextContents()).toEqual([
      "A whole number from 1 to 4.",
      "One of: a, b.",
    ]);
  });
});

describe("a sign-in that has failed", () => {
  it("says in the language of the page why", async ({ desk }) => {
    const page = await desk.openPage("NGO-C", {
      ...{ path: "/?problem=API_ROLE_MISSING", locale: "fr-FR" },
    });
    const problem = page.getByRole("alert");
    await problem.getByText(fr.problems.API_ROLE_MISSING.hint, { exact: true }).waitFor();
    expect(await problem.getByText("API_ROLE_MISSING").isVisible()).toBe(true);
  });

  it("says so of a code that the page does not know, and of nothing that is none", async ({
    desk,
  }) => {
    const page = await desk.openPage("NGO-C", { path: "/?problem=API_LATER" });
    await page.getByRole("alert").getByText("API_LATER").waitFor();
    const other = await desk.openPage("NGO-C", { path: "/?problem=Call+0900" });
    expect(await other.getByRole("alert").count()).toBe(0);
  });
});

/**
 * Asks what may be sent to a partner that nobody knows, which the gateway refuses.
 *
 * @param instead - What a gateway of another version would answer: none of these can be run here.
 */
async function openUnknownPartner(
  desk: Desk,
  locale: string,
  instead?: Readonly<Record<string, unknown>>,
): Promise<{ readonly page: Page; readonly loaded: readonly string[] }> {
  const loaded: string[] = [];
  desk.allow({ answers: [{ status: 422, path: "/v1/partners/sendable" }] });
  const page = await desk.signIn("NGO-B", "mira", {
    ...{ path: `/agreements?partner=${encodeURIComponent(UNKNOWN)}`, locale },
    async prepare(page) {
      page.on("response", (response) => {
        const file = new URL(response.url()).pathname.replace("/assets/", "");
        if (/^(?:problems|rules)-/.test(file)) loaded.push(file);
      });
      if (instead === undefined) return;
      const answer = { status: 422, json: instead, contentType: "application/problem+json" };
      await page.route("**/v1/partners/sendable*", (route) => route.fulfill(answer));
    },
  });
  return { page, loaded };
}

const UNKNOWN = "https://nobody.example";
const NEWER = { code: "API_LATER", title: "A later gateway says so", hint: "Do what it says." };
