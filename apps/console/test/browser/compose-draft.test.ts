import { describe, expect } from "vitest";
import { openCase, settled } from "./compose-case.ts";
import { it } from "./harness.ts";

describe("a draft", () => {
  it("is kept, is kept again after each change, and is there in another tab", async ({ desk }) => {
    const page = await desk.signIn("NGO-B", "mira", { path: "/compose" });
    await openCase(page);
    const keeping = page.waitForResponse((response) => response.url().endsWith("/v1/drafts"));
    await page.getByRole("button", { name: "Keep as draft" }).click();
    const { id } = (await (await keeping).json()) as { readonly id: string };
    const again = page.waitForResponse((response) => response.request().method() === "PUT");
    await page.getByRole("button", { name: "Remove this entry" }).last().click();
    expect((await again).status()).toBe(200);
    const other = await desk.signIn("NGO-B", "tomas", { path: `/drafts/${id}` });
    await settled(other);
    expect(await other.getByRole("region", { name: "Need" }).count()).toBe(0);
    expect(await other.getByRole("region", { name: "Contact" }).count()).toBe(1);
  });

  it("that somebody else has changed is not written over, and no text is lost", async ({
    desk,
  }) => {
    desk.allow({ answers: [{ status: 409, path: "/v1/drafts/" }] });
    const page = await desk.signIn("NGO-B", "mira", { path: "/compose" });
    await openCase(page);
    const keeping = page.waitForResponse((response) => response.url().endsWith("/v1/drafts"));
    await page.getByRole("button", { name: "Keep as draft" }).click();
    const { id } = (await (await keeping).json()) as { readonly id: string };
    const other = await desk.signIn("NGO-B", "tomas", { path: `/drafts/${id}` });
    await settled(other);
    const changed = other.waitForResponse((response) => response.request().method() === "PUT");
    await other.getByRole("button", { name: "Remove this entry" }).last().click();
    await changed;
    await page.getByRole("button", { name: "Remove this entry" }).nth(1).click();
    await page.getByText("Somebody else has changed this draft meanwhile").waitFor();
    await page.getByRole("button", { name: "Keep mine as a draft of its own" }).click();
    await page.getByText("Somebody else has changed this draft").waitFor({ state: "detached" });
  });

  it("asks before text is lost that nobody has kept", async ({ desk }) => {
    const page = await desk.signIn("NGO-B", "mira", { path: "/compose" });
    await openCase(page);
    await page.getByRole("link", { name: "Inbox" }).click();
    await page.getByRole("alertdialog").waitFor();
    await page.getByRole("button", { name: "Stay here" }).click();
    expect(await page.getByRole("region", { name: "Contact" }).count()).toBe(1);
    await page.getByRole("link", { name: "Inbox" }).click();
    await page.getByRole("button", { name: "Discard" }).click();
    await page.getByRole("heading", { name: "Inbox", level: 1 }).waitFor();
  });
});
