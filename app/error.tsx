"use client";

import { useTranslations } from "next-intl";
import { ReceiptPage } from "@/components/layout/receipt-page";
import { Button } from "@/components/ui/button";

/** What is shown when a page broke. Only what the server logged has a code; else the server may not even have been asked. */
export default function ErrorPage({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  const t = useTranslations("errors");
  const { digest } = error;
  return (
    <ReceiptPage title={t(digest ? "title" : "unreachableTitle")}>
      <p className="mt-3 text-muted">{t(digest ? "body" : "unreachable")}</p>
      <Button onClick={reset} className="mt-7">
        {t("again")}
      </Button>
      {digest && <p className="fold mt-8 pt-4 font-mono text-muted text-xs">{t("code", { code: digest })}</p>}
    </ReceiptPage>
  );
}
