"use client";

import { useTranslations } from "next-intl";
import { ErrorHeader } from "@/components/layout/error-header";
import { useAutomaticRetry } from "@/components/layout/use-automatic-retry";
import { useErrorText } from "@/components/layout/use-error-text";
import { Button } from "@/components/ui/button";
import { PaperPage } from "@/components/ui/paper-card";

/** Next's properties of an error page. `retry` loads the page again. */
export type BrokenPageProps = { error: Error & { digest?: string }; retry: () => void };

/** Says that a page could not be shown. Reloads it automatically if the server was only unreachable. */
export function BrokenPage({ error, retry }: BrokenPageProps) {
  const t = useTranslations("errors");
  const { title, body, needsReload, isUnreachable } = useErrorText(error);
  useAutomaticRetry(isUnreachable, retry);
  return (
    <>
      <ErrorHeader />
      <PaperPage title={title}>
        <p className="mt-3 text-muted">{body}</p>
        <Button onClick={needsReload ? () => window.location.reload() : retry} className="mt-7">
          {t(needsReload ? "reload" : "again")}
        </Button>
        {error.digest && (
          <p className="fold mt-8 pt-4 font-mono text-muted text-xs">{t("code", { code: error.digest })}</p>
        )}
      </PaperPage>
    </>
  );
}
