"use client";

import { useTranslations } from "next-intl";
import { ButtonLink } from "@/components/ui/button";
import { PaperCard } from "@/components/ui/paper-card";

/**
 * The "not found" message, for a page that has its own frame. It is for the browser to draw, because Next sends it with
 * every page that could turn out not to be there.
 */
export function NotFoundCard() {
  const t = useTranslations("errors");
  return (
    <div className="flex justify-center">
      <PaperCard title={t("notFoundTitle")}>
        <p className="mt-3 text-muted">{t("notFoundBody")}</p>
        <ButtonLink href="/" className="mt-7">
          {t("home")}
        </ButtonLink>
      </PaperCard>
    </div>
  );
}
