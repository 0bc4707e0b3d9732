import type pg from "pg";
import {
  approveConsent,
  disconnect,
  followRedirect,
  outcomeOf,
  startAuthorization,
} from "../../e2e/fixtures/connect-over-http.ts";
import type { Requester } from "../../e2e/fixtures/raw-form-post.ts";
import { Problem } from "../../tools/stack/bootstrap/report.mjs";
import { until } from "./poll.ts";
import { VERSION_HEADER, VERSIONS, type Version } from "./two-versions.ts";
import { openContext, type Visitor } from "./visitors.ts";

/** How long the background work of a journey may take, in seconds. */
const WITHIN = 120;

/** Sends a user's requests to each version. All have the same cookies. */
export type Requesters = Record<Version, Requester>;

/** Opens a browser without pages. */
export async function openRequesters(url: string, user: Visitor): Promise<Requesters> {
  const context = await openContext(url, user);
  const to = (version: Version): Requester => {
    const withVersion = <Options extends Sent>(options?: Options) => ({
      ...options,
      headers: { ...options?.headers, [VERSION_HEADER]: version },
    });
    return {
      request: {
        get: (path, options) => context.get(path, withVersion(options)),
        post: (path, options) => context.post(path, withVersion(options)),
      },
    };
  };
  return { former: to("former"), new: to("new") };
}

type Sent = { headers?: Record<string, string> };

/** A connection that was made over two versions. */
export type Made = { label: string; receiptheroId: string; by: string };

/**
 * Connects: one version shows the form and sends the browser to ReceiptHero, the other one takes the callback.
 * @throws when a step fails
 */
export async function connectOver(users: Requesters, first: Version, second: Version, label: string): Promise<Made> {
  const consent = await startAuthorization(users[first], { label });
  const page = await followRedirect(users[second], await approveConsent(consent));
  if (outcomeOf(page) !== "connected") throw new Problem(`Connecting over ${first} and ${second} led to ${page}`);
  const receiptheroId = decodeURIComponent(page.split(/[/?]/)[2] ?? "");
  return { label, receiptheroId, by: `${first}, ${second}` };
}

/** Disconnects through one version, and waits until ReceiptHero has confirmed it. */
export async function disconnectOver(
  users: Requesters,
  version: Version,
  { receiptheroId }: Made,
  client: pg.ClientBase,
): Promise<void> {
  await disconnect(users[version], receiptheroId);
  await until(`a disconnect through the ${version} version is confirmed`, WITHIN, async () => {
    const { rows } = await client.query<{ status: string }>(
      `SELECT status FROM "Connection" WHERE "receiptheroId" = $1`,
      [receiptheroId],
    );
    return rows[0]?.status === "DISCONNECTED";
  });
}

/** Opens pages of one version. @returns those that it refused, with the status */
export async function openPages({ request }: Requester, paths: string[]): Promise<string[]> {
  const refused: string[] = [];
  for (const path of paths) {
    const status = (await request.get(path)).status();
    if (status !== 200) refused.push(`${path} (${status})`);
  }
  return refused;
}

/** Every order in which two versions may take the two halves of a journey. */
export const ORDERS = VERSIONS.flatMap((first) => VERSIONS.map((second) => [first, second] as const));
