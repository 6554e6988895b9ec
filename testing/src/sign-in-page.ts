import { html } from "hono/html";

/** A person who can be chosen. */
export interface Choice {
  readonly id: string;
  /** Left out, the id. */
  readonly name?: string | undefined;
  /** What the person does, in words. */
  readonly work?: string | undefined;
}

/** HTML in which every value is escaped. */
export type Page = ReturnType<typeof html>;

/** The page on which a person chooses who signs in. The form goes to where the page is. */
export function choicePage({
  agency,
  people,
  isRefused,
}: {
  readonly agency: string | undefined;
  readonly people: readonly Choice[];
  /** Whether somebody was chosen who is not known. */
  readonly isRefused: boolean;
}): Page {
  const title = agency === undefined ? "Sign in" : `Sign in to ${agency}`;
  return pageOf(
    title,
    html`${isRefused ? REFUSED : ""}
      <p>Choose a person. You work as that person until you sign out.</p>
      <form method="post">
        <ul>
          ${people.map(({ id, name = id, work }) => html`<li><button name="person" value="${id}"><b>${name}</b>${work === undefined ? "" : `: ${work}`}</button></li>`)}
        </ul>
      </form>
      <p class="note">This is the sign-in of the demo. The people are invented, and need no password. At a real agency you sign in with the agency's own provider.</p>`,
  );
}

/** The page for a sign-in that is not under way: it took too long, or was done before. */
export function endedPage(begin: string): Page {
  return pageOf(
    "This sign-in has ended",
    html`<p>It was open for too long, or you have used it before.</p>
      <p><a href="${begin}">Sign in again</a></p>`,
  );
}

/** The page for a request that the provider refuses, with its words. */
export function refusedPage(begin: string, why: string): Page {
  return pageOf(
    "This sign-in does not work",
    html`<p>The sign-in provider says: ${why}.</p>
      <p><a href="${begin}">Sign in again</a></p>`,
  );
}

function pageOf(title: string, content: Page): Page {
  return html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>${title}</title>
    <link rel="stylesheet" href="${STYLE_PATH}">
  </head>
  <body>
    <main>
      <h1>${title}</h1>
      ${content}
    </main>
  </body>
</html>
`;
}

const REFUSED = html`<p class="refused" role="alert">That person is not known here. Choose one of these.</p>`;

/** Where the provider has the stylesheet of its pages. */
export const STYLE_PATH = "/sign-in.css";
