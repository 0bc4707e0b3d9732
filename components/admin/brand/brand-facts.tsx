import { getTranslations } from "next-intl/server";
import { Fact, Facts } from "@/components/admin/shared/panel";
import { completed, type OwnBrand } from "@/lib/brand/brand";
import { shownContact } from "@/lib/brand/change/form";
import { env } from "@/lib/env";
import { LOCALES, localeNames } from "@/lib/i18n/locales";

/** Each value of the brand, and whether it comes from the settings. */
export async function BrandFacts({ own }: { own: OwnBrand }) {
  const t = await getTranslations("admin.brand");
  const brand = completed(own);
  const fromSettings = <span className="text-muted text-sm">{t("fromSettings")}</span>;
  return (
    <Facts>
      <Fact term={t("fields.name")}>
        {brand.name} {own.name === null && fromSettings}
      </Fact>
      <Fact term={t("fields.accent")}>
        {brand.accent === null ? t("ours") : <code className="font-mono text-sm">{brand.accent}</code>}
      </Fact>
      <Fact term={t("fields.support")}>
        {brand.supportUrl ? shownContact(brand.supportUrl) : t("unset")}{" "}
        {brand.supportUrl && own.supportUrl === null && fromSettings}
      </Fact>
      <Fact term={t("fields.terms")}>{brand.termsUrl ?? t("unset")}</Fact>
      <Fact term={t("fields.privacy")}>
        {brand.privacyUrl ?? t("unset")} {brand.privacyUrl && own.privacyUrl === null && fromSettings}
      </Fact>
      <Fact term={t("fields.sender")}>
        {brand.senderName ?? env().EMAIL_FROM} {brand.senderName === null && fromSettings}
      </Fact>
      <Fact term={t("fields.replyTo")}>{brand.replyTo ? shownContact(`mailto:${brand.replyTo}`) : t("unset")}</Fact>
      {(["welcome", "consent"] as const).map((field) => (
        <Fact key={field} term={t(`fields.${field}`)}>
          {localeNames.every((language) => brand[field][language] === undefined) && t("unset")}
          {localeNames.map((language) => {
            const text = brand[field][language];
            return (
              text && (
                <p key={language} lang={LOCALES[language].tag}>
                  {text} <span className="text-muted text-sm">{LOCALES[language].name}</span>
                </p>
              )
            );
          })}
        </Fact>
      ))}
    </Facts>
  );
}
