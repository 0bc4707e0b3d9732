"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";

/** How often an open page checks whether it is up to date, in milliseconds. */
const INTERVAL = 4_000;

/**
 * Keeps a connection's page up to date while it is visible. A check reads only a row's version. The page is refreshed
 * only when the version has changed.
 * @param address the URL that returns the current version
 * @param version of the data that the page shows
 */
export function RefreshWhenChanged({ address, version }: { address: string; version: string }) {
  const router = useRouter();
  useEffect(() => {
    const look = async () => {
      if (document.hidden) return;
      const response = await fetch(address).catch(() => null);
      if (response?.status === 503 || !response) return;
      const now: unknown = await response.json().catch(() => null);
      const known = typeof now === "object" && now !== null && "version" in now ? now.version : null;
      if (known !== version) router.refresh();
    };
    const timer = setInterval(look, INTERVAL);
    return () => clearInterval(timer);
  }, [address, version, router]);
  return null;
}
