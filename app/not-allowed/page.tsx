import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { endViewAction } from "@/app/(admin)/admin/merchants/actions";
import { ViewBanner } from "@/components/layout/view-banner";
import { Wordmark } from "@/components/layout/wordmark";
import { PlainButtonLink } from "@/components/ui/button";
import { MarkForms } from "@/components/ui/form";
import { PaperPage } from "@/components/ui/paper-card";
import { currentUser } from "@/lib/auth/sessions/current-user";
import { roleProblem } from "@/lib/errors/role-problems";
import { userMark } from "@/lib/forms/user-mark";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("notAllowed");
  return { title: t("title") };
}

/** The page after something that the member's role does not allow. Forms show this problem themselves. */
export default async function NotAllowedPage({ searchParams }: PageProps<"/not-allowed">) {
  const t = await getTranslations("notAllowed");
  const reason = roleProblem.safeParse((await searchParams).reason).data ?? "look_only";
  // The page works during a database outage, too.
  const user = await currentUser().catch(() => null);
  return (
    <MarkForms mark={user && userMark(user.id)}>
      <ViewBanner view={user?.view ?? null} end={endViewAction} />
      <header className="px-5 pt-8 text-center">
        <Wordmark />
      </header>
      <PaperPage title={t("title")}>
        <p className="mt-3">{t(reason)}</p>
        <PlainButtonLink href="/" look="secondary" className="mt-7">
          {t("home")}
        </PlainButtonLink>
        <p className="fold mt-8 pt-4 font-mono text-muted text-xs">{t("code", { code: reason })}</p>
      </PaperPage>
    </MarkForms>
  );
}
