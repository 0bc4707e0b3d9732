"use client";

import { useRouter } from "next/navigation";
import { useFormatter, useTranslations } from "next-intl";
import { useState } from "react";
import { Form } from "@/components/ui/form";
import { SubmitButton } from "@/components/ui/submit-button";
import type { ListedConnection } from "@/lib/connections/list-for-staff";

type WaitingDisconnectProps = {
  connection: ListedConnection;
  /** Retries the disconnect; null for support. */
  retry: ((formData: FormData) => Promise<void>) | null;
};

/** Since when a disconnect has waited for ReceiptHero, and the last error. */
export function WaitingDisconnect({ connection, retry }: WaitingDisconnectProps) {
  const t = useTranslations("admin.connections");
  const format = useFormatter();
  const router = useRouter();
  const [asked, setAsked] = useState(false);
  const { disconnectingSince, revocationError, receiptheroId } = connection;
  if (!disconnectingSince) return null;
  return (
    <Form
      action={retry ?? undefined}
      onSubmit={() => setAsked(true)}
      className="mt-1 mb-2 grid gap-2 whitespace-normal text-muted text-sm"
    >
      <input type="hidden" name="receiptheroId" value={receiptheroId} />
      <p>{t("waiting", { date: format.dateTime(disconnectingSince, "utc") })}</p>
      {revocationError && <p className="wrap-anywhere">{revocationError}</p>}
      {retry && (
        <SubmitButton look="secondary" pendingText={t("retrying")}>
          {t("retry")}
        </SubmitButton>
      )}
      <p role="status">
        {asked && (
          <>
            {t("asked")}{" "}
            <button type="button" onClick={() => router.refresh()} className="cursor-pointer text-accent underline">
              {t("seeAnswer")}
            </button>
          </>
        )}
      </p>
    </Form>
  );
}
