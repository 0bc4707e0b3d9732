import "server-only";
import { headers } from "next/headers";

/** The request header in which proxy.ts tells pages and actions their own path and query. A client's own is replaced. */
export const REQUESTED_PATH = "x-requested-path";

/** The path and query of the page that is asked for, or whose action is called. */
export async function requestedPath(): Promise<string> {
  return (await headers()).get(REQUESTED_PATH) ?? "/";
}

/**
 * One part of the requested path, decoded once. For pages whose parameter may hold a percent sign: Next gives a page its
 * parameter encoded after a load and decoded after a click, and decoding twice makes one id another.
 * @param index 0 is the part behind the first slash
 * @returns an empty text when the path is shorter
 */
export async function requestedSegment(index: number): Promise<string> {
  const [path = ""] = (await requestedPath()).split("?");
  return decodeURIComponent(path.split("/")[index + 1] ?? "");
}
