import { errors, type Provider } from "oidc-provider";
import { showPage } from "./show-page.ts";
import { type Choice, choicePage, endedPage, type Page, STYLE_PATH } from "./sign-in-page.ts";
import { STYLE } from "./sign-in-style.ts";
import { languageFor } from "./sign-in-words.ts";

/** Who can be chosen, and what the choice is for. */
export interface SignInOf {
  /** By their staff id. */
  readonly known: ReadonlyMap<string, Omit<Choice, "id">>;
  readonly audience: string;
  /** Address at which browsers reach the gateway. */
  readonly gateway: string;
  readonly agency: string | undefined;
}

/**
 * Answers what a provider asks a person: who it is, on a page, where no `login_hint` has said so. The page is bound to its
 * browser by the provider's own cookie.
 */
export function answerSignIn(
  provider: Provider,
  { known, audience, gateway, agency }: SignInOf,
): Middleware {
  return async (ctx, next) => {
    const { req, res, path, method } = ctx;
    if (path === STYLE_PATH) {
      ctx.type = "css";
      ctx.body = STYLE;
      return;
    }
    if (!path.startsWith("/sign-in/")) return next();
    const show = (status: number, page: Page): Promise<void> => {
      ctx.status = status;
      return showPage(ctx, gateway, page);
    };
    const asked = await provider.interactionDetails(req, res).catch(unlessEnded);
    if (asked === undefined) return show(400, endedPage(languageFor(ctx), beginAt(gateway)));
    const { params, prompt, session } = asked;
    if (prompt.name === "login") {
      const id = method === "POST" ? await chosenIn(req) : params["login_hint"];
      if (typeof id === "string" && known.has(id)) {
        return provider.interactionFinished(req, res, { login: { accountId: id } });
      }
      const people = [...known].map(([id, { name, work }]) => ({ id, name, work }));
      const isRefused = method === "POST";
      return show(
        isRefused ? 400 : 200,
        choicePage(languageFor(ctx), { agency, people, isRefused }),
      );
    }
    const clientId = String(params["client_id"]);
    const grant = new provider.Grant({ accountId: session?.accountId ?? "", clientId });
    grant.addOIDCScope(String(params["scope"]));
    grant.addResourceScope(String(params["resource"] ?? audience), "");
    const consent = { grantId: await grant.save() };
    return provider.interactionFinished(req, res, { consent });
  };
}

/** Where a browser begins to sign in to a gateway. */
export const beginAt = (gateway: string): string => new URL("/session/sign-in?to=/", gateway).href;

function unlessEnded(error: unknown): undefined {
  if (!(error instanceof errors.SessionNotFound)) throw error;
}

type Middleware = Parameters<Provider["use"]>[0];

/** The person whom a form names. `undefined` for a form that names none, or is longer than one that does. */
async function chosenIn(request: AsyncIterable<Buffer>): Promise<string | undefined> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request) {
    length += part.length;
    // Read to its end, so that whoever sends it hears the answer; no more than this is kept.
    if (length <= MOST_OCTETS) parts.push(part);
  }
  if (length > MOST_OCTETS) return undefined;
  return new URLSearchParams(Buffer.concat(parts).toString()).get("person") ?? undefined;
}

/** Of a form: a staff id is far shorter. */
const MOST_OCTETS = 4096;
