"use client";

import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";

export default function OutgoingReceiptsError({ reset }: { reset: () => void }) {
  const t = useTranslations("admin.outgoingReceipts.error");
  return (
    <div className="grid max-w-2xl gap-5">
      <Notice kind="problem" title={t("title")}>
        {t("body")}
      </Notice>
      <Button onClick={reset} look="secondary" className="justify-self-start">
        {t("again")}
      </Button>
    </div>
  );
}
