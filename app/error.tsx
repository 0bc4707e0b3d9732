"use client";

import { useTranslations } from "next-intl";
import { ReceiptPage } from "@/components/layout/receipt-page";
import { Button } from "@/components/ui/button";

export default function ErrorPage({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  const t = useTranslations("errors");
  return (
    <ReceiptPage title={t("title")}>
      <p className="mt-3 text-muted">{t("body")}</p>
      <Button onClick={reset} className="mt-7">
        {t("again")}
      </Button>
      {error.digest && (
        <p className="fold mt-8 pt-4 font-mono text-muted text-xs">{t("code", { code: error.digest })}</p>
      )}
    </ReceiptPage>
  );
}
