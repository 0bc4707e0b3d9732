import { api } from "@/lib/api/app";
import { logRequest } from "@/lib/log";

// The partner's API. It reads no cookie: a session gives no access here.

function answer(request: Request): Promise<Response> {
  return logRequest(request, async () => api.fetch(request));
}

export const GET = answer;
export const HEAD = answer;
export const POST = answer;
export const PUT = answer;
export const PATCH = answer;
export const DELETE = answer;
export const OPTIONS = answer;
