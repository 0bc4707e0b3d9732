"use client";

import { useTranslations } from "next-intl";
import { useErrorText } from "@/components/layout/use-error-text";
import { Button } from "@/components/ui/button";
import { ReceiptPage } from "@/components/ui/paper-card";

/** The page that replaces a page with an error. */
export default function ErrorPage({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  const t = useTranslations("errors");
  const { title, body, needsReload } = useErrorText(error);
  return (
    <ReceiptPage title={title}>
      <p className="mt-3 text-muted">{body}</p>
      <Button onClick={needsReload ? () => window.location.reload() : reset} className="mt-7">
        {t(needsReload ? "reload" : "again")}
      </Button>
      {error.digest && (
        <p className="fold mt-8 pt-4 font-mono text-muted text-xs">{t("code", { code: error.digest })}</p>
      )}
    </ReceiptPage>
  );
}
