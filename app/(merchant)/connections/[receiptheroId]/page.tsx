import { ArrowLeft } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { cache } from "react";
import { ConnectionDetails } from "@/components/connections/connection-details";
import { Notice } from "@/components/ui/notice";
import { requireMerchant } from "@/lib/auth/session";
import { getConnection } from "@/lib/connections/get";
import { env } from "@/lib/env";

/** The connection that the address names; once a request, for the title and for the page. */
const load = cache(async (encodedId: string) => {
  const user = await requireMerchant(`/connections/${encodedId}`);
  return (await getConnection(user, decodeURIComponent(encodedId))) ?? notFound();
});

export async function generateMetadata({ params }: PageProps<"/connections/[receiptheroId]">): Promise<Metadata> {
  return { title: (await load((await params).receiptheroId)).label };
}

export default async function ConnectionPage({ params, searchParams }: PageProps<"/connections/[receiptheroId]">) {
  const connection = await load((await params).receiptheroId);
  const { outcome } = await searchParams;
  const t = await getTranslations();
  const { PARTNER_NAME } = env();
  return (
    <div className="mx-auto max-w-2xl">
      <Link
        href="/connections"
        className="inline-flex min-h-11 items-center gap-2 text-muted text-sm hover:text-accent"
      >
        <ArrowLeft aria-hidden className="size-4" />
        {t("app.back")}
      </Link>
      {outcome === "connected" && connection.status === "ACTIVE" && (
        <div className="mt-3 mb-7">
          <Notice kind="good" title={t("connection.connectedTitle", { label: connection.label })}>
            {t("connection.connectedBody", { partner: PARTNER_NAME })}
          </Notice>
        </div>
      )}
      <h1 className="mt-2 mb-7 break-words font-semibold text-3xl tracking-tight">{connection.label}</h1>
      <ConnectionDetails connection={connection} partner={PARTNER_NAME} />
    </div>
  );
}
