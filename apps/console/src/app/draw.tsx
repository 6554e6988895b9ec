import { type QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, StrictMode, Suspense, startTransition } from "react";
import { createRoot } from "react-dom/client";
import { LocaleProvider } from "../words/words.tsx";
import { ThemeProvider } from "./theme.tsx";

/**
 * Draws the content of a page, in the colours and the language that this browser is set to.
 *
 * @throws TypeError if the page has no place for it.
 */
export function draw(content: ReactNode, { queries }: { readonly queries: QueryClient }): void {
  const place = document.getElementById("app");
  if (place === null) throw new TypeError("the page has no place for its content");
  const root = createRoot(place);
  // What is loaded already is drawn in one go. Outside of a transition React would draw the page without it first.
  startTransition(() =>
    root.render(
      <StrictMode>
        <QueryClientProvider client={queries}>
          <ThemeProvider>
            <LocaleProvider>
              <Suspense>{content}</Suspense>
            </LocaleProvider>
          </ThemeProvider>
        </QueryClientProvider>
      </StrictMode>,
    ),
  );
}
