import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { ButtonLink } from "@/components/ui/button";
import { PaperPage } from "@/components/ui/paper-card";
import { readDestination } from "@/lib/auth/leave-site";
import { checkedRoute } from "@/lib/http/paths";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("leaving");
  return { title: t("page") };
}

/** After a form submitted without JavaScript: takes the browser to another site, by meta refresh or by a link. */
export default async function LeavingPage({ searchParams }: PageProps<"/leaving">) {
  const destination = await readDestination((await searchParams).to);
  if (!destination) redirect("/");

  const t = await getTranslations("leaving");
  const { href, host } = destination;
  return (
    <>
      <meta httpEquiv="refresh" content={`0;url=${href}`} />
      <PaperPage title={t("title")}>
        <p className="mt-3 wrap-anywhere">{t("body", { host })}</p>
        <ButtonLink href={checkedRoute(href)} className="mt-7">
          {t("button")}
        </ButtonLink>
      </PaperPage>
    </>
  );
}
