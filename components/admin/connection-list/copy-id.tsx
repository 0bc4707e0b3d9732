"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";

type Outcome = "copied" | "copyFailed";

/**
 * An id, of which 8 characters show until it is pointed at or focused, and a button that copies it. Its icon is drawn
 * by globals.css: as an element it would weigh more than the row.
 */
export function CopyId({ id }: { id: string }) {
  const t = useTranslations("admin.connections");
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const copy = () =>
    navigator.clipboard.writeText(id).then(
      () => setOutcome("copied"),
      () => setOutcome("copyFailed"),
    );
  return (
    <>
      <code>{id}</code>
      <button type="button" aria-label={t("copyId")} className={outcome ?? undefined} onClick={copy} />
      {outcome && (
        <span role="status" className="sr-only">
          {t(outcome)}
        </span>
      )}
    </>
  );
}
