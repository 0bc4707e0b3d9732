"use client";

import { useEffect } from "react";

/** How often an error page asks whether the server is ready, in milliseconds. */
const INTERVAL = 2_000;
/** A page that breaks again and again is retried no more often than this, in milliseconds. */
const PAUSE = 60_000;

let lastRetry = Number.NEGATIVE_INFINITY;

/**
 * Loads a broken page again once the server answers, so that a page left open survives a restart of the server.
 * @param enabled whether the server may have been out of reach
 * @param retry loads the page again
 */
export function useAutomaticRetry(enabled: boolean, retry: () => void) {
  useEffect(() => {
    if (!enabled) return;
    const look = async () => {
      if (document.hidden || performance.now() - lastRetry < PAUSE) return;
      const response = await fetch("/api/ready", { cache: "no-store" }).catch(() => null);
      if (!response?.ok) return;
      lastRetry = performance.now();
      retry();
    };
    const timer = setInterval(look, INTERVAL);
    return () => clearInterval(timer);
  }, [enabled, retry]);
}
