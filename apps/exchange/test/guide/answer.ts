import { RefusedPackage, readText } from "@safepassage/agency";
import type { Agency } from "@safepassage/agency/node";

/** Answers other agencies, whatever server hands the requests on. */
export async function answer(agency: Agency, request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  if (pathname === "/.well-known/spp-epochs") return new Response(agency.publishedEpochs());
  if (pathname !== "/inbox" || request.method !== "POST")
    return new Response(null, { status: 404 });
  // Anybody can connect: neither the size nor the time of what they send is theirs to choose.
  const sealed = await readText(request, 2_097_152, AbortSignal.timeout(30_000));
  try {
    const { digest, verdict, message, receipts } = await agency.take(sealed);
    // Nobody reads it before the verdict; what is rejected is not kept.
    if (message !== undefined) console.log(`${verdict} ${digest}`);
    return Response.json({ receipts });
  } catch (error) {
    if (!(error instanceof RefusedPackage)) throw error;
    return Response.json({ receipt: error.receipt }, { status: 400 });
  }
}
