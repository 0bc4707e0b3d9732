import "server-only";
import { randomUUID } from "node:crypto";
import type { NextRequest } from "next/server";
import { refuseForeign } from "@/lib/http/proxy/refuse-foreign";
import { refuseMarked } from "@/lib/http/proxy/refuse-marked";
import { addSecurityHeaders, contentSecurityPolicy } from "@/lib/http/proxy/security-headers";

/**
 * Answers a request to a path that proxy.ts leaves alone because its body may have any size, and does what proxy.ts
 * does for every other path. The body has not been read.
 * @param answer receives the request's id
 */
export async function answerStream(
  request: NextRequest,
  answer: (requestId: string) => Promise<Response>,
): Promise<Response> {
  const requestId = randomUUID();
  const { status, headers, body } = refuseForeign(request) ?? refuseMarked(request) ?? (await answer(requestId));
  const all = new Headers(headers);
  addSecurityHeaders(all, request.nextUrl.pathname, contentSecurityPolicy(request.nextUrl.pathname), requestId);
  return new Response(body, { status, headers: all });
}
