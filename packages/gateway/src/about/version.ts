/** The version of all packages of this repository. */
export const VERSION = "0.1.0";
