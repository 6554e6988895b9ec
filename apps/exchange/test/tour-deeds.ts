import { type Client, createClient } from "@safepassage/client";
import type { DeedId, TourState } from "@safepassage/console/tour";
import { openVisitor } from "@safepassage/testing/visitor";

/** How far somebody is with a deed. */
export const stateOf = (deeds: TourState["deeds"], id: DeedId) =>
  deeds.find((deed) => deed.id === id)?.state;

type Does = TourState["deeds"][number]["tasks"][number]["does"];

function taskOf(deeds: TourState["deeds"], does: Does) {
  const task = deeds.flatMap(({ tasks }) => tasks).find((one) => one.does === does);
  if (task === undefined) throw new Error(`no deed has the task ${does}`);
  return task;
}

/** The id or digest at the end of the place to which a task leads. */
export const refOf = (deeds: TourState["deeds"], does: Does): string =>
  new URL(taskOf(deeds, does).url).searchParams.get("to")?.split("/").at(-1) ?? "";

/** Signs in by the links of the tasks, as a browser does: each says who it is for, and nobody is asked. */
export async function signInAll(deeds: TourState["deeds"]) {
  const [mira, tomas, police] = await Promise.all([
    signIn(taskOf(deeds, "sendDraft").url),
    signIn(taskOf(deeds, "approveDraft").url),
    signIn(taskOf(deeds, "sendAnswer").url),
  ]);
  return { mira, tomas, police };
}

async function signIn(url: string): Promise<Client> {
  const { visit, send, jar } = openVisitor();
  await visit(url);
  const { origin } = new URL(url);
  const me = (await (await send(`${origin}/v1/me`)).json()) as { readonly pageToken: string };
  return createClient({
    url: origin,
    page: () => me.pageToken,
    async fetch(request) {
      const headers = new Headers(request.headers);
      headers.set("cookie", await jar.getCookieString(origin));
      return fetch(new Request(request, { headers }));
    },
  });
}
