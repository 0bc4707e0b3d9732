"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";

/**
 * Refreshes the current page at an interval while it is visible, and reports when it cannot. It checks the server's
 * health first: if the server is down, a refresh would lead to the browser's own error page.
 */
export function AutoRefresh({ seconds }: { seconds: number }) {
  const t = useTranslations("admin.lists");
  const router = useRouter();
  const [following, setFollowing] = useState<boolean | null>(null);

  useEffect(() => {
    const look = async () => {
      if (document.hidden) return;
      const healthy = await fetch("/api/health", { cache: "no-store" }).then(
        ({ ok }) => ok,
        () => false,
      );
      if (healthy) router.refresh();
      setFollowing(healthy);
    };
    const timer = setInterval(look, seconds * 1_000);
    return () => clearInterval(timer);
  }, [router, seconds]);

  return (
    <p role="status" className={`min-h-6 text-sm ${following === false ? "text-alert" : "text-muted"}`}>
      {following === false && t("stale")}
      {following === true && t("watching")}
    </p>
  );
}
