import type { Page } from "playwright-core";
import { goTo, LAPTOP, type Opened, openConsole, untilShown } from "./harness.ts";
import type { PageRow } from "./pages.ts";
import { useWorld } from "./use-world.ts";

/** Visits to pages one after the other, as a person makes them: without loading the console anew each time. */
export interface Visits {
  /** Goes to a page of the table. Returns it once it is shown, in light, and as wide as a laptop. */
  to(row: PageRow): Promise<Page>;
  /** What went wrong on the way to a page and on it, and does not belong to it. */
  takeFaults(row: PageRow): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** Begins visits in a language. @param locale - BCP 47. */
export function beginVisits(locale: string): Visits {
  const visitors = new Map<string, Promise<Opened>>();
  const visitorOf = ({ agency, person }: PageRow): Promise<Opened> => {
    const key = `${agency}/${person}`;
    const visitor = visitors.get(key) ?? openConsole(agency, person, { locale });
    visitors.set(key, visitor);
    return visitor;
  };
  return {
    async to(row) {
      const { standing } = await useWorld();
      const { page, watch } = await visitorOf(row);
      watch.allow({ answers: row.answers ?? [] });
      await page.emulateMedia({ colorScheme: "light" });
      await page.setViewportSize(LAPTOP);
      await leadTo(page, typeof row.path === "string" ? row.path : row.path(standing));
      if (row.awaits !== undefined) await page.locator(row.awaits).first().waitFor();
      return page;
    },
    takeFaults: async (row) => (await visitorOf(row)).watch.take(),
    async close() {
      const opened = await Promise.all(visitors.values());
      await Promise.all(opened.map(({ context }) => context.close()));
    },
  };
}

/** Goes to a place as a link of the page would, and sees to it that the focus comes along. */
async function leadTo(page: Page, path: string): Promise<void> {
  const isInside = await page.evaluate((to) => {
    const first = (place: string): string | undefined => place.split(/[/?]/)[1];
    const link = document.querySelector<HTMLElement>("nav a");
    // A page that shows another thing may keep its heading, by which the next page is told from it.
    if (link === null || first(location.pathname) === first(to)) return false;
    link.focus();
    document.querySelector("main h1")?.setAttribute("data-left", "");
    history.pushState(null, "", to);
    return true;
  }, path);
  if (!isInside) return goTo(page, path);
  await page.waitForFunction(() => document.querySelector("main h1[data-left]") === null);
  await untilShown(page);
  await page.waitForFunction(() => document.activeElement?.tagName === "H1", undefined, {
    timeout: 2_000,
  });
}
