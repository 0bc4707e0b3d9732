"use client";

import { useEffect } from "react";

type ReportToOpenerProps = {
  /** The partner's origin. No other page receives the outcome. */
  origin: string;
  outcome: Record<string, string>;
  /** The partner's return page, with the same outcome in its query. */
  next: string;
};

/**
 * In a popup: gives the outcome to the page that opened it (public/connect.js), and closes the popup. If a page on the way
 * has cut the popup off from its opener, the popup goes to the return page instead.
 */
export function ReportToOpener({ origin, outcome, next }: ReportToOpenerProps) {
  useEffect(() => {
    const opener: Window | null = window.opener;
    if (!opener) return window.location.replace(next);
    opener.postMessage({ type: "connect-session", ...outcome }, origin);
    window.close();
  }, [origin, outcome, next]);
  return null;
}
