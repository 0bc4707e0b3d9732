import "server-only";
import { headers } from "next/headers";

/**
 * The request header by which proxy.ts tells pages and actions their own path and query. A client's header is replaced.
 */
export const REQUESTED_PATH = "x-requested-path";

/** The path and query of the requested page, or of the page whose action is called. */
export async function requestedPath(): Promise<string> {
  return (await headers()).get(REQUESTED_PATH) ?? "/";
}

/**
 * One segment of the requested path, decoded once. For pages whose parameter may contain a percent sign: Next passes it
 * encoded after a page load but decoded after a client navigation, and decoding it twice would change the ID.
 * @param index 0 is the segment after the first slash
 * @returns an empty string when the path is shorter
 */
export async function requestedSegment(index: number): Promise<string> {
  const [path = ""] = (await requestedPath()).split("?");
  return decodeURIComponent(path.split("/")[index + 1] ?? "");
}
