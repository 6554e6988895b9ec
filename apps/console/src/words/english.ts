/** Attributes of a text that stands in English on a page of another language (WCAG 2.2, 3.1.2). */
export const ENGLISH = { lang: "en", dir: "ltr" } as const;
