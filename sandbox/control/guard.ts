import type { MiddlewareHandler } from "hono";
import { isLoopbackHost } from "../http/loopback.ts";

/** A refusal of the control API: `{"error": code, "message": what to do}`. */
export class ControlError extends Error {
  readonly status: 400 | 403 | 404 | 415;
  readonly code: string;

  constructor(status: 400 | 403 | 404 | 415, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/**
 * Keeps web pages away from the control API: a Host that is not loopback is DNS rebinding, and a POST or PUT that is
 * not JSON is a form of another site (a JSON one would need a preflight, which nobody answers).
 */
export const onlyLocalTools: MiddlewareHandler = async (c, next) => {
  if (!isLoopbackHost(c.req.header("Host"))) {
    throw new ControlError(403, "forbidden_host", "Call the control API at 127.0.0.1 or localhost.");
  }
  const hasBody = c.req.method === "POST" || c.req.method === "PUT";
  const mediaType = c.req.header("Content-Type")?.split(";")[0]?.trim().toLowerCase();
  if (hasBody && mediaType !== "application/json") {
    throw new ControlError(415, "unsupported_media_type", "Send the body with Content-Type: application/json.");
  }
  await next();
};
