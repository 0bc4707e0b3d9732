import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ConnectionHeading } from "@/components/connections/connection-heading";
import { ConnectionNotice } from "@/components/connections/connection-notice";
import { ConnectionPanel } from "@/components/connections/connection-panel";
import { DisconnectedNotices } from "@/components/connections/disconnected-notices";
import { RefreshWhenChanged } from "@/components/connections/refresh-when-changed";
import { ReaderHint } from "@/components/layout/reader-hint";
import { Icon } from "@/components/ui/icon";
import { Link } from "@/components/ui/link";
import { getBrand } from "@/lib/brand/current";
import { historyForMerchant } from "@/lib/connections/history-for-merchant";
import { businessPath, merchantConnectionPath } from "@/lib/http/paths";
import { isMember } from "@/lib/principal";
import { NO_FILTER } from "@/lib/receipts/filter";
import { listReceipts, NEWEST_RECEIPTS } from "@/lib/receipts/list";
import { markNoticeReadAction, renameAction, visitMembershipAction } from "./actions";
import { loadConnection } from "./load";

type Props = PageProps<"/connections/[receiptheroId]">;

export async function generateMetadata(): Promise<Metadata> {
  const { connection } = await loadConnection();
  return { title: connection.label };
}

export default async function ConnectionPage({ searchParams }: Props) {
  const { viewer, connection, version } = await loadConnection();
  const { receiptheroId } = connection;
  const [history, receipts] = await Promise.all([
    historyForMerchant(viewer, receiptheroId),
    listReceipts(viewer, receiptheroId, NO_FILTER, null, NEWEST_RECEIPTS),
  ]);
  const t = await getTranslations("app");
  const { name: partner } = await getBrand();
  const mayChange = isMember(viewer);
  return (
    <div className="mx-auto max-w-2xl">
      {version && <RefreshWhenChanged address={`${merchantConnectionPath(receiptheroId)}/version`} version={version} />}
      <DisconnectedNotices viewer={viewer} markRead={markNoticeReadAction} current={receiptheroId} />
      <Link
        href={`${businessPath(viewer.merchant.id)}/connections`}
        className="inline-flex min-h-11 items-center gap-2 text-muted text-sm hover:text-accent"
      >
        <Icon name="arrow-left" />
        {t("back")}
      </Link>
      <ConnectionNotice connection={connection} mayChange={mayChange} partner={partner} query={await searchParams} />
      <div className="mt-2">
        <ConnectionHeading connection={connection} level="h1" mayChange={mayChange} relabel={renameAction} />
        <ReaderHint viewer={viewer} />
      </div>
      <ConnectionPanel
        connection={connection}
        mayChange={mayChange}
        history={history}
        receipts={receipts}
        partner={partner}
        visitMembership={visitMembershipAction}
      />
    </div>
  );
}
