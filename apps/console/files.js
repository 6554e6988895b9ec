import { fileURLToPath } from "node:url";

/** Folder with the built pages. */
export const CONSOLE_FILES = fileURLToPath(new URL("./dist/", import.meta.url));
