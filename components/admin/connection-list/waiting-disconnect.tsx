"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Form } from "@/components/ui/form";
import { SubmitButton } from "@/components/ui/submit-button";

type WaitingDisconnectProps = {
  /** The connection's. */
  id: string;
  /** A time, as text. */
  since: string;
  error: string | null;
  /** Retries the disconnect; null for support. */
  retry: ((formData: FormData) => Promise<void>) | null;
};

/** Since when a disconnect has waited for ReceiptHero, and the last error. */
export function WaitingDisconnect({ id, since, error, retry }: WaitingDisconnectProps) {
  const t = useTranslations("admin.connections");
  const router = useRouter();
  const [asked, setAsked] = useState(false);
  return (
    <Form action={retry ?? undefined} onSubmit={() => setAsked(true)} className="waiting">
      <input type="hidden" name="receiptheroId" value={id} />
      <p>{t("waiting", { date: since })}</p>
      {error && <p className="wrap-anywhere">{error}</p>}
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
