import { RefusedPackage, readOctets } from "@safepassage/agency";
import type { Agency } from "@safepassage/agency/node";
import { decodeUtf8, ProtocolError } from "@safepassage/core";

/** Answers other agencies, whatever server hands the requests on. */
export async function answer(agency: Agency, request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  if (pathname === "/.well-known/spp-epochs") return new Response(agency.publishedEpochs());
  if (pathname !== "/inbox" || request.method !== "POST")
    return new Response(null, { status: 404 });
  try {
    // Who it is shows before anything is read.
    const { carrier, requireBody } = agency.authenticate(request);
    // Anybody can connect: neither the size nor the time of what they send is theirs to choose.
    const octets = await readOctets(request, 2_097_152, AbortSignal.timeout(30_000));
    requireBody(octets);
    const { digest, verdict, message, receipts } = await agency.take(decodeUtf8(octets), carrier);
    // Nobody reads it before the verdict; what is rejected is not kept.
    if (message !== undefined) console.log(`${verdict} ${digest}`);
    return Response.json({ receipts });
  } catch (error) {
    if (error instanceof RefusedPackage)
      return Response.json({ receipt: error.receipt }, { status: 400 });
    if (!(error instanceof ProtocolError)) throw error;
    return Response.json({ code: error.code }, { status: error.fault === "self" ? 503 : 400 });
  }
}
