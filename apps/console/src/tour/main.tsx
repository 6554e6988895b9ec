import "../design/design.css";

import { QueryClientProvider } from "@tanstack/react-query";
import { StrictMode, Suspense, startTransition } from "react";
import { createRoot } from "react-dom/client";
import { ThemeProvider } from "../app/theme.tsx";
import { LocaleProvider } from "../words/words.tsx";
import { Tour } from "./tour.tsx";
import { queries } from "./tour-client.ts";

const place = document.getElementById("app");
if (place === null) throw new TypeError("the page has no place for the tour");
const root = createRoot(place);
// What is loaded already is drawn in one go. Outside of a transition React would draw the page without it first.
startTransition(() =>
  root.render(
    <StrictMode>
      <QueryClientProvider client={queries}>
        <ThemeProvider>
          <LocaleProvider>
            <Suspense>
              <Tour />
            </Suspense>
          </LocaleProvider>
        </ThemeProvider>
      </QueryClientProvider>
    </StrictMode>,
  ),
);
