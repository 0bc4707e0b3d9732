import { answerDelivery } from "@/lib/notifications/receive/answer";

/**
 * The webhook, in a development server and until lib/notifications/receive/serve.ts answers the deliveries of a started
 * server itself.
 */
export async function POST(request: Request): Promise<Response> {
  const authorization = request.headers.get("authorization");
  const contentType = request.headers.get("content-type");
  const { status, headers, body } = await answerDelivery({ authorization, contentType, body: request.body });
  return new Response(body, { status, headers });
}
