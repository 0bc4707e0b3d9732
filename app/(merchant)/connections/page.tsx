import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ConnectionCard } from "@/components/connections/connection-card";
import { DisconnectedNotices } from "@/components/connections/disconnected-notices";
import { NoConnections } from "@/components/connections/no-connections";
import { ButtonLink } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { requireReader } from "@/lib/auth/members/require";
import { listConnectionsForMerchant } from "@/lib/connections/list-for-merchant";
import { markNoticeReadAction } from "./[receiptheroId]/actions";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("connections");
  return { title: t("title") };
}

export default async function ConnectionsPage({ searchParams }: PageProps<"/connections">) {
  const { visit } = await searchParams;
  const user = await requireReader();
  const connections = await listConnectionsForMerchant(user);
  const t = await getTranslations("connections");
  return (
    <>
      <DisconnectedNotices user={user} markRead={markNoticeReadAction} />
      {visit === "unmatched" && (
        <div className="mb-8">
          <Notice kind="good" title={t("unmatchedTitle")}>
            {t("unmatchedBody")}
          </Notice>
        </div>
      )}
      <div className="flex flex-wrap items-end justify-between gap-x-6 gap-y-4">
        <div className="min-w-0">
          <h1 className="font-semibold text-3xl tracking-tight">{t("title")}</h1>
          <p className="wrap-anywhere mt-1.5 text-muted">{t("lead", { business: user.merchant.name })}</p>
        </div>
        {connections.length > 0 && <ButtonLink href="/connections/new">{t("connect")}</ButtonLink>}
      </div>
      {connections.length === 0 ? (
        <NoConnections />
      ) : (
        <ul className="mt-9 grid grid-cols-1 gap-3">
          {connections.map((connection) => (
            <li key={connection.receiptheroId}>
              <ConnectionCard connection={connection} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
