import "server-only";
import { createHash, timingSafeEqual } from "node:crypto";
import { env } from "@/lib/env";
import type { Scraper } from "@/lib/principal";

// The only module that makes a Scraper.

/** Whether this server has metrics at all. */
export function hasMetrics(): boolean {
  return env().METRICS_TOKEN !== undefined;
}

/**
 * The program that sent a request, if its `Authorization` is `Bearer` and METRICS_TOKEN; otherwise null. Hashes are
 * compared, so the response time reveals nothing about the token.
 */
export function findScraper(authorization: string | null): Scraper | null {
  const { METRICS_TOKEN } = env();
  const [, given] = /^Bearer +(\S+)$/i.exec(authorization ?? "") ?? [];
  if (METRICS_TOKEN === undefined || given === undefined) return null;
  return timingSafeEqual(sha256(given), sha256(METRICS_TOKEN)) ? ({} as Scraper) : null;
}

function sha256(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
