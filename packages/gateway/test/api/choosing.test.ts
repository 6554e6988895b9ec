import { startProvider, type TestProvider } from "@safepassage/testing/provider";
import { openVisitor, type Visited } from "@safepassage/testing/visitor";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createExchange } from "../world.ts";

const GATEWAYS = { "NGO-B": "http://127.0.0.1:8441", "NGO-C": "http://127.0.0.1:8442" } as const;
type Name = keyof typeof GATEWAYS;

let providers: Readonly<Record<Name, TestProvider>>;
beforeAll(async () => {
  const start = (agency: Name) =>
    startProvider(
      {
        mira: { name: "Mira", work: "caseworker", groups: ["workers"] },
        tomas: { name: "Tomas", work: WORK, groups: ["workers", "leads"] },
        "o'<b>": { name: `<script>alert("1")</script>`, work: "<i>&amp;", groups: ["workers"] },
        plain: { groups: ["workers"] },
      },
      { agency, gateway: GATEWAYS[agency] },
    );
  providers = { "NGO-B": await start("NGO-B"), "NGO-C": await start("NGO-C") };
});
afterAll(() => Promise.all(Object.values(providers).map(({ close }) => close())));

/** A browser, and the gateways of two agencies that are on one machine, each with a provider of its own. */
function open(pages?: ReadonlyMap<string, Uint8Array>) {
  const peopleOf = (name: Name) => ({
    ...{ issuer: providers[name].issuer, audience: providers[name].audience, client: "console" },
    ...{ url: GATEWAYS[name], scope: "openid offline_access" },
    roles: { claim: "groups", caseworker: ["workers"], approver: ["leads"] },
  });
  const own = {
    "NGO-B": { people: peopleOf("NGO-B"), ...(pages && { pages }) },
    "NGO-C": { people: peopleOf("NGO-C") },
  };
  const { b, c } = createExchange({ own });
  const { send, visit, choose } = openVisitor((request) => {
    const { origin } = new URL(request.url);
    if (origin === GATEWAYS["NGO-B"]) return b.gateway.localFetch(request);
    return origin === GATEWAYS["NGO-C"] ? c.gateway.localFetch(request) : fetch(request);
  });
  const begin = (name: Name = "NGO-B") => visit(`${GATEWAYS[name]}/session/sign-in?to=/inbox`);
  const me = async (name: Name = "NGO-B") =>
    (await send(`${GATEWAYS[name]}/v1/me`)).json() as Promise<Record<string, unknown>>;
  const signOut = async () => {
    const headers = { "safepassage-page": String((await me())["pageToken"]) };
    return send(`${GATEWAYS["NGO-B"]}/session/sign-out`, { method: "POST", headers });
  };
  return { send, begin, choose, me, signOut };
}

const WORK = {
  ...{ en: "team lead", fr: "chef d'équipe" },
  ...{ es: "jefe de equipo", ar: "قائد الفريق" },
};
const textOf = ({ response }: Visited) => response.text();

describe("the page of the provider", () => {
  it("names the people and what they do, each value as text", async () => {
    const page = await open().begin();
    const { response, url } = page;
    expect([response.status, url.origin]).toEqual([200, providers["NGO-B"].issuer]);
    const html = await textOf(page);
    expect(html).toContain("<h1>Sign in to NGO-B</h1>");
    expect(html).toContain(`<button name="person" value="mira"><b>Mira</b>: caseworker</button>`);
    expect(html).toContain("<b>Tomas</b>: team lead</button>");
    expect(html).toContain(`<button name="person" value="plain"><b>plain</b></button>`);
    expect(html).toContain(
      `value="o&#39;&lt;b&gt;"><b>&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;</b>: &lt;i&gt;&amp;amp;<`,
    );
    expect(html).not.toMatch(/<script|<style|style=/);
  });

  it.each([
    ["fr-CH, fr;q=0.9, en;q=0.8", "fr", "ltr", "Se connecter à NGO-B", "\u00a0: chef d'équipe"],
    ["es", "es", "ltr", "Iniciar sesión en NGO-B", ": jefe de equipo"],
    ["ar", "ar", "rtl", "تسجيل الدخول إلى NGO-B", ": قائد الفريق"],
    ["de", "en", "ltr", "Sign in to NGO-B", ": team lead"],
  ])("speaks the language of the browser: %s", async (wishes, lang, dir, title, work) => {
    const { begin, send } = open();
    const { url } = await begin();
    const html = await (await send(url, { headers: { "accept-language": wishes } })).text();
    expect(html).toContain(`<html lang="${lang}" dir="${dir}">`);
    expect(html).toContain(`<h1>${title}</h1>`);
    expect(html).toContain(`<b>Tomas</b>${work.replace("'", "&#39;")}</button>`);
  });

  it("brings its own stylesheet, and lets the form lead to the gateway alone", async () => {
    const { begin, send } = open();
    const page = await begin();
    const policy = page.response.headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'none'; style-src 'self';");
    expect(policy).toContain(`form-action 'self' ${GATEWAYS["NGO-B"]};`);
    const [, place = ""] = /<link rel="stylesheet" href="([^"]+)"/.exec(await textOf(page)) ?? [];
    const { status, headers } = await send(new URL(place, page.url));
    expect([status, headers.get("content-type")]).toEqual([200, "text/css; charset=utf-8"]);
  });

  it("signs in whom somebody chooses", async () => {
    const { begin, choose, me } = open();
    const { response, url } = await choose(await begin(), "tomas");
    expect([response.status, url.href.split("?")[0]]).toEqual([
      200,
      `${GATEWAYS["NGO-B"]}/session/callback`,
    ]);
    expect(await response.text()).toContain('url=/inbox"');
    const roles = ["caseworker", "approver"];
    expect(await me()).toMatchObject({ kind: "officer", officer: "tomas", roles });
  });

  it("refuses somebody who is not known, and a form that is too long, and asks again", async () => {
    const { begin, choose, me } = open();
    const page = await begin();
    for (const id of ["nobody", "__proto__", "", "x".repeat(500_000)]) {
      const refused = await choose(page, id);
      expect([refused.response.status, refused.url.href]).toEqual([400, page.url.href]);
      expect(await textOf(refused)).toContain("That person is not known here.");
    }
    expect((await me())["code"]).toBe("GATEWAY_UNAUTHORISED");
    await choose(page, "mira");
    expect((await me())["officer"]).toBe("mira");
  });

  it("takes a choice only from the browser that it was shown in, and once", async () => {
    const { begin, choose, me } = open();
    const page = await begin();
    const other = open();
    const stolen = await other.choose(page, "mira");
    expect([stolen.response.status, stolen.url.href]).toEqual([400, page.url.href]);
    expect(await textOf(stolen)).toContain("<h1>This sign-in has ended</h1>");
    expect((await other.me())["code"]).toBe("GATEWAY_UNAUTHORISED");
    await choose(page, "mira");
    const again = await choose(page, "tomas");
    expect(await textOf(again)).toContain(`href="${GATEWAYS["NGO-B"]}/session/sign-in?to=/"`);
    expect((await me())["officer"]).toBe("mira");
  });

  it("asks again after signing out, and signs another person in", async () => {
    const { begin, choose, me, signOut } = open();
    await choose(await begin(), "mira");
    expect((await signOut()).status).toBe(204);
    const page = await begin();
    expect(page.url.origin).toBe(providers["NGO-B"].issuer);
    await choose(page, "tomas");
    expect((await me())["officer"]).toBe("tomas");
  });

  it("signs in to two agencies on one machine side by side", async () => {
    const { begin, choose, me } = open();
    const [here, elsewhere] = [await begin(), await begin("NGO-C")];
    await choose(elsewhere, "tomas");
    await choose(here, "mira");
    expect([(await me())["officer"], (await me("NGO-C"))["officer"]]).toEqual(["mira", "tomas"]);
  });

  it("leads to the pages of the gateway where a sign-in fails, and says why", async () => {
    const pages = new Map([["/index.html", new TextEncoder().encode("<!doctype html>")]]);
    const broken = await open(pages).send(`${GATEWAYS["NGO-B"]}/session/callback?code=x`);
    expect(broken.status).toBe(200);
    expect(await broken.text()).toContain('content="0; url=/?problem=API_SIGN_IN_FAILED"');
    const without = await open().send(`${GATEWAYS["NGO-B"]}/session/callback?code=x`);
    expect(await without.json()).toMatchObject({ code: "API_SIGN_IN_FAILED" });
  });

  it("leads no code to another port", async () => {
    const { issuer, audience } = providers["NGO-B"];
    const asked = {
      ...{ client_id: "console", redirect_uri: `${GATEWAYS["NGO-C"]}/session/callback` },
      ...{ response_type: "code", scope: "openid", resource: audience, login_hint: "mira" },
      ...{ code_challenge: "x".repeat(43), code_challenge_method: "S256" },
    };
    const response = await fetch(`${issuer}/auth?${new URLSearchParams(asked)}`, {
      redirect: "manual",
    });
    expect([response.status, response.headers.get("location")]).toEqual([400, null]);
    expect(await response.text()).toContain(
      '<p>The sign-in provider says: <bdi lang="en">redirect_uri ',
    );
  });

  it("is no way on for a program that names somebody who is not known", async () => {
    await expect(providers["NGO-B"].signIn("nobody")).rejects.toThrow("no way on from /sign-in/");
  });
});
