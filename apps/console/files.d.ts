/** Folder with the built pages of the console. `index.html` is the page of every address that is no file. */
export declare const CONSOLE_FILES: string;
