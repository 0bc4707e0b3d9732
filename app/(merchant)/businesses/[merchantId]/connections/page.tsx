import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ConnectionCard } from "@/components/connections/connection-card";
import { DisconnectedNotices } from "@/components/connections/disconnected-notices";
import { NoConnections } from "@/components/connections/no-connections";
import { ReaderHint } from "@/components/layout/reader-hint";
import { ButtonLink } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { requireViewer } from "@/lib/auth/members/require";
import { listConnectionsForMerchant } from "@/lib/connections/list-for-merchant";
import { businessPath } from "@/lib/http/paths";
import { isMember } from "@/lib/principal";
import { markNoticeReadAction } from "../../../connections/[receiptheroId]/actions";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("connections");
  return { title: t("title") };
}

export default async function ConnectionsPage({
  params,
  searchParams,
}: PageProps<"/businesses/[merchantId]/connections">) {
  const { visit, joined } = await searchParams;
  const viewer = await requireViewer((await params).merchantId);
  const connections = await listConnectionsForMerchant(viewer);
  const t = await getTranslations("connections");
  return (
    <>
      <DisconnectedNotices viewer={viewer} markRead={markNoticeReadAction} />
      {joined === "yes" && (
        <div className="mb-8">
          <Notice kind="good">{t("joined", { business: viewer.merchant.name })}</Notice>
        </div>
      )}
      {visit === "unmatched" && (
        <div className="mb-8">
          <Notice kind="good" title={t("unmatchedTitle")}>
            {t("unmatchedBody")}
          </Notice>
        </div>
      )}
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-4">
        <div className="min-w-0">
          <h1 className="font-semibold text-3xl tracking-tight">{t("title")}</h1>
          <p className="wrap-anywhere mt-1.5 text-muted">{t("lead", { business: viewer.merchant.name })}</p>
          <ReaderHint viewer={viewer} />
        </div>
        {connections.length > 0 && isMember(viewer) && (
          <ButtonLink href={`${businessPath(viewer.merchant.id)}/connections/new`} look="secondary">
            {t("add")}
          </ButtonLink>
        )}
      </div>
      {connections.length === 0 ? (
        <NoConnections viewer={viewer} />
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
