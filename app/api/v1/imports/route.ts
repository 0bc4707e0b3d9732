import type { NextRequest } from "next/server";
import { api } from "@/lib/api/app";
import { answerStream } from "@/lib/http/proxy/answer-stream";
import { logRequest } from "@/lib/log";

// The body of an import may have any size, so proxy.ts leaves this path alone. The rest of the API is in [[...path]].

function answer(request: NextRequest): Promise<Response> {
  return answerStream(request, (requestId) => logRequest(request, async () => api.fetch(request), requestId));
}

export const GET = answer;
export const HEAD = answer;
export const POST = answer;
export const PUT = answer;
export const PATCH = answer;
export const DELETE = answer;
export const OPTIONS = answer;
