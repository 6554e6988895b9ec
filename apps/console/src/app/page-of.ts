import { lazyRouteComponent as lazyOfRouter } from "@tanstack/react-router";
import type { Area } from "../words/catalogues.ts";
import { preloadNames } from "../words/names.ts";
import { preloadWords } from "../words/words.tsx";
import { PageAway } from "./page-away.ts";

/**
 * The component of a page, loaded with its words when somebody comes to the page. React lets a page that waits for words while it
 * is drawn wait 300 ms more.
 *
 * The router's own loads the whole console anew where a page does not come, and marks that in the browser's storage. Without a
 * connection nothing would be left of the console. Here the page says that it did not come.
 *
 * @param areas - Of the words that the page says when it opens.
 * @throws PageAway while it is drawn.
 */
export function pageOf<Module extends object, Name extends keyof Module & string>(
  load: () => Promise<Module>,
  name: Name,
  areas: readonly Area[],
): ReturnType<typeof lazyOfRouter<Module, Name>> {
  return lazyOfRouter(async () => {
    try {
      const [page] = await Promise.all([load(), preloadWords(areas), preloadNames()]);
      return page;
    } catch (cause) {
      throw new PageAway("the page did not come from the gateway", { cause });
    }
  }, name);
}
