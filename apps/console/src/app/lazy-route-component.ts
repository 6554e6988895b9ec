import { lazyRouteComponent as lazyOfRouter } from "@tanstack/react-router";

/** A page, or its words, did not come from the gateway. */
export class PageAway extends Error {}

/**
 * The component of a page, loaded when somebody comes to the page.
 *
 * The router's own loads the whole console anew where a page does not come, and marks that in the browser's storage. Without a
 * connection nothing would be left of the console. Here the page says that it did not come.
 *
 * @throws PageAway while it is drawn.
 */
export const lazyRouteComponent: typeof lazyOfRouter = (load, name) =>
  lazyOfRouter(
    () =>
      load().catch((cause: unknown) => {
        throw new PageAway("the page did not come from the gateway", { cause });
      }),
    name,
  );
