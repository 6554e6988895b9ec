import { describe, expect } from "vitest";
import { chooseFiles, examples, type Files, guide, says } from "./check-files.ts";
import { it } from "./harness.ts";

describe("the language of the page Check", () => {
  it("says findings in the language of the page, with the English ones nobody has reviewed", async ({
    desk,
  }) => {
    const page = await desk.openPage("NGO-B", { path: "/check", locale: "fr" });
    await page.locator(".check-give").waitFor();
    await chooseFiles(page, examples.refused);
    const notice = page.locator(".check-findings .notice").nth(1);
    await notice
      .getByText(/^Rien ne permet «/)
      .first()
      .waitFor();
    const english = notice.locator("span[lang=en]");
    expect(await english.textContent()).toMatch(/^Nothing allows “/);
  });

  it("has no English in the refusals of what is not signed, and says what has become of a signer", async ({
    desk,
  }) => {
    for (const { locale, json, signature, replaced } of [
      {
        ...{ locale: "fr", json: "Ce n'est pas du JSON" },
        signature: /^La signature du registre n'est pas valable/,
        replaced: /^L'organisme a remplacé cette clé/,
      },
      {
        ...{ locale: "es", json: "Esto no es JSON" },
        signature: /^La firma del directorio no es válida/,
        replaced: /^La entidad ha sustituido esta clave/,
      },
      {
        ...{ locale: "ar", json: "هذا ليس \u2066JSON\u2069" },
        signature: /^توقيع سجل الجهات غير صحيح/,
        replaced: /^استبدلت الجهة هذا المفتاح/,
      },
    ] as const) {
      const page = await desk.openPage("NGO-B", { path: "/check", locale });
      await page.locator(".check-give").waitFor();
      const choose = (files: Files) =>
        page.locator("input[type=file]").setInputFiles(
          Object.entries(files).map(([name, text]) => ({
            ...{ name, mimeType: "text/plain", buffer: Buffer.from(text) },
          })),
        );
      await choose({ "notes.txt": "notes", "registry.json": withEndedKey(guide("registry.json")) });
      await says(page, json);
      await choose({ "message.jwt": guide("message.jwt") });
      await says(page, replaced);
      expect(await page.locator("main span[lang=en]").count()).toBe(0);
      const [header = "", claims = ""] = guide("registry.jwt").split(".");
      const broken = `${header}.${claims}.${"A".repeat(86)}`;
      await choose({ "registry.jwt": broken, "registry-key.json": guide("registry-key.json") });
      await says(page, signature);
      expect(await page.locator("main span[lang=en]").count()).toBe(0);
    }
  });

  it("says first in the language of the page why evidence does not count, and then in English", async ({
    desk,
  }) => {
    const page = await desk.openPage("NGO-B", { path: "/check", locale: "fr" });
    await page.locator(".check-give").waitFor();
    const names = ["registry.json", "message.jwt", "tampered.txt"];
    await page.locator("input[type=file]").setInputFiles(
      names.map((name) => ({
        ...{ name, mimeType: "text/plain", buffer: Buffer.from(guide(name)) },
      })),
    );
    const notice = page.locator(".notice", { hasText: "JWS_SIGNATURE_INVALID" }).first();
    expect(await notice.locator("strong").textContent()).toMatch(/^Le texte a été modifié/);
    expect(await notice.locator("span[lang=en]").textContent()).toBe(
      "The signature does not verify",
    );
  });
});

/** A registry in which the sender of the sample has ended its key the day after. */
function withEndedKey(text: string): string {
  const registry = JSON.parse(text) as {
    readonly agencies: readonly { readonly entity: string; readonly keys: readonly object[] }[];
  };
  const agencies = registry.agencies.map(({ entity, keys, ...agency }) => ({
    ...{ ...agency, entity },
    keys: entity === NGO_B ? keys.map((key) => ({ ...key, until: "2026-11-25T00:00:00Z" })) : keys,
  }));
  return JSON.stringify({ ...registry, agencies });
}

const NGO_B = "https://ngo-b.test";
