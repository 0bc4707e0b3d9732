"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";

/** How often an open page asks whether it is up to date, in milliseconds. */
const INTERVAL = 4_000;

/**
 * Keeps a connection's page up to date while someone looks at it. Asking costs a row's version; only when that has
 * changed is the page made anew.
 * @param address answers with the version of now
 * @param version of what the page shows
 */
export function LivePage({ address, version }: { address: string; version: string }) {
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
