import * as z from "zod";

// Zod tries `new Function` once, to find out whether it may. The Content-Security-Policy forbids that, and tells of it. This has
// to run before the first type is made: whoever uses such types imports it first.
z.config({ jitless: true });
