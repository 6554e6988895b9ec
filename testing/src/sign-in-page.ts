import { html } from "hono/html";
import { type Language, SIGN_IN_WORDS } from "./sign-in-words.ts";

/** A person who can be chosen. */
export interface Choice {
  readonly id: string;
  /** Left out, the id. */
  readonly name?: string | undefined;
  /** What the person does, in words: in English, or in each language. */
  readonly work?: string | Readonly<Record<Language, string>> | undefined;
}

/** HTML in which every value is escaped. */
export type Page = ReturnType<typeof html>;

/** The page on which a person chooses who signs in. The form goes to where the page is. */
export function choicePage(
  language: Language,
  {
    agency,
    people,
    isRefused,
  }: {
    readonly agency: string | undefined;
    readonly people: readonly Choice[];
    /** Whether somebody was chosen who is not known. */
    readonly isRefused: boolean;
  },
): Page {
  const say = SIGN_IN_WORDS[language];
  const title = agency === undefined ? say.title : say.titleAt(agency);
  return pageOf(
    language,
    title,
    html`${isRefused ? html`<p class="refused" role="alert">${say.unknown}</p>` : ""}
      <p>${say.choose}</p>
      <form method="post">
        <ul>
          ${people.map(({ id, name = id, work }) => html`<li><button name="person" value="${id}"><b>${name}</b>${work === undefined ? "" : `${say.colon}${typeof work === "string" ? work : work[language]}`}</button></li>`)}
        </ul>
      </form>
      <p class="note">${say.note}</p>`,
  );
}

/** The page for a sign-in that is not under way: it took too long, or was done before. */
export function endedPage(language: Language, begin: string): Page {
  const say = SIGN_IN_WORDS[language];
  return pageOf(
    language,
    say.ended,
    html`<p>${say.endedWhy}</p>
      <p><a href="${begin}">${say.again}</a></p>`,
  );
}

/** The page for a request that the provider refuses, with its words, which are in English. */
export function refusedPage(language: Language, begin: string, why: string): Page {
  const say = SIGN_IN_WORDS[language];
  return pageOf(
    language,
    say.refused,
    html`<p>${say.refusedWhy} <bdi lang="en">${why}.</bdi></p>
      <p><a href="${begin}">${say.again}</a></p>`,
  );
}

function pageOf(language: Language, title: string, content: Page): Page {
  return html`<!doctype html>
<html lang="${language}" dir="${SIGN_IN_WORDS[language].dir}">
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

/** Where the provider has the stylesheet of its pages. */
export const STYLE_PATH = "/sign-in.css";
