import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ButtonLink } from "@/components/ui/button";
import { PaperCard } from "@/components/ui/paper-card";
import { openedMailedLink } from "@/lib/auth/links/mailed-link";
import { LINK_MARK_FIELD, linkMark } from "@/lib/auth/links/mark";
import { requireUser } from "@/lib/auth/sessions/current-user";
import { getBrand } from "@/lib/brand/current";
import { openReconnectLink } from "@/lib/connections/reconnect-link/open";
import { readableEmailAddress } from "@/lib/email-address";
import { businessPath } from "@/lib/http/paths";
import { RECONNECT_LINK_DAYS } from "@/lib/lifetimes";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("reconnect");
  return { title: t("page") };
}

/**
 * The page of an opened reconnect link. Its merchant continues to the form, and any other user sees the reason why not.
 */
export default async function ReconnectPage() {
  const user = await requireUser();
  const token = await openedMailedLink("reconnect");
  const link = token === null ? { state: "closed" as const } : await openReconnectLink(user, token);
  const t = await getTranslations("reconnect");
  const mark = linkMark("reconnect", token ?? "");
  const words = {
    partner: (await getBrand()).name,
    email: readableEmailAddress(user.email),
    days: RECONNECT_LINK_DAYS,
  };
  return (
    <div className="flex justify-center">
      {link.state === "open" ? (
        <PaperCard title={t("title", { label: link.label })}>
          <p className="mt-4 wrap-anywhere">{t("body", { ...words, business: link.business })}</p>
          <p className="mt-3 text-muted">{t("steps")}</p>
          <div className="mt-7 grid gap-2">
            <ButtonLink
              href={`${businessPath(link.merchantId)}/connections/new?${new URLSearchParams({ reconnect: link.receiptheroId, [LINK_MARK_FIELD]: mark })}`}
            >
              {t("button")}
            </ButtonLink>
            <ButtonLink href="/connections" look="quiet">
              {t("later")}
            </ButtonLink>
          </div>
        </PaperCard>
      ) : (
        <PaperCard title={t(`${link.state}Title`)}>
          <p className="mt-4 wrap-anywhere">
            {link.state === "look_only"
              ? t("look_onlyBody", { business: link.business })
              : t(`${link.state}Body`, words)}
          </p>
          <ButtonLink href="/connections" look="secondary" className="mt-7">
            {t("home")}
          </ButtonLink>
        </PaperCard>
      )}
    </div>
  );
}
