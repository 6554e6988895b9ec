import { createContext, type ReactNode, use, useEffect, useMemo, useState } from "react";
import { read, write } from "./kept.ts";

/** What a person can choose for the colours of the page. */
export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

export const isTheme = (text: string | null | undefined): text is Theme =>
  THEMES.some((theme) => theme === text);

interface ThemeState {
  /** What was chosen: `system` follows the device. */
  readonly theme: Theme;
  readonly setTheme: (theme: Theme) => void;
}

export const useTheme = (): ThemeState => use(ThemeContext);

/** Gives the page its colours: those that were chosen here before, or those of the system. */
export function ThemeProvider({ children }: { readonly children: ReactNode }): ReactNode {
  const [theme, choose] = useState<Theme>(() => {
    const kept = read("theme");
    return isTheme(kept) ? kept : "system";
  });
  const [isSystemDark, setSystemDark] = useState(() => matchMedia(DARK).matches);
  useEffect(() => {
    const query = matchMedia(DARK);
    const follow = (): void => setSystemDark(query.matches);
    query.addEventListener("change", follow);
    return () => query.removeEventListener("change", follow);
  }, []);
  const system = isSystemDark ? "dark" : "light";
  useEffect(() => {
    document.documentElement.dataset["theme"] = theme === "system" ? system : theme;
  }, [theme, system]);
  const state = useMemo<ThemeState>(
    () => ({
      theme,
      setTheme(next) {
        write("theme", next);
        choose(next);
      },
    }),
    [theme],
  );
  return <ThemeContext value={state}>{children}</ThemeContext>;
}

const ThemeContext = createContext<ThemeState>({ theme: "system", setTheme() {} });
const DARK = "(prefers-color-scheme: dark)";
