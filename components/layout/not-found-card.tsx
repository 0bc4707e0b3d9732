import { getTranslations } from "next-intl/server";
import { ButtonLink } from "@/components/ui/button";
import { PaperCard } from "@/components/ui/paper-card";

/** The "not found" message, for a page that has its own frame. */
export async function NotFoundCard() {
  const t = await getTranslations("errors");
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
