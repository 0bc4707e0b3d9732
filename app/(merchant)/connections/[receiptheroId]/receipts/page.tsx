import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { DisconnectedNotices } from "@/components/connections/disconnected-notices";
import { AccessHint } from "@/components/receipts/access-hint";
import { ArchiveForm } from "@/components/receipts/archive-form";
import { ReceiptFilterForm } from "@/components/receipts/receipt-filter";
import { ReceiptList } from "@/components/receipts/receipt-list";
import { ButtonLink } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { Link } from "@/components/ui/link";
import { Notice } from "@/components/ui/notice";
import { getBrand } from "@/lib/brand/current";
import { decodeCursor, PAGE_SIZE } from "@/lib/db/keyset";
import { merchantConnectionPath } from "@/lib/http/paths";
import { merchantTimeZone } from "@/lib/i18n/request-locale";
import { isMember, isReader } from "@/lib/principal";
import { receiptAccess } from "@/lib/receipts/access";
import type { ArchiveRefusal } from "@/lib/receipts/archive/begin";
import { getArchiveProgress } from "@/lib/receipts/archive/lease";
import { filterParams, readReceiptFilter } from "@/lib/receipts/filter";
import { listReceipts, RECEIPT_ORDER } from "@/lib/receipts/list";
import { MAX_ARCHIVE_RECEIPTS } from "@/lib/size-limits";
import { markNoticeReadAction } from "../actions";
import { loadConnection } from "../load";

type Props = PageProps<"/connections/[receiptheroId]/receipts">;

const ARCHIVE_REFUSALS = ["none", "too_many", "running"] as const satisfies ArchiveRefusal[];

export async function generateMetadata(): Promise<Metadata> {
  const { connection } = await loadConnection();
  const t = await getTranslations("receipts");
  return { title: t("of", { label: connection.label }) };
}

/** The receipts of a connection, newest first. */
export default async function ReceiptsPage({ searchParams }: Props) {
  const { viewer, connection } = await loadConnection();
  const { receiptheroId, label } = connection;
  const { after: cursor, shop, from, to, archive } = await searchParams;
  const after = decodeCursor(RECEIPT_ORDER, cursor);
  const filter = readReceiptFilter({ shop, from, to }, await merchantTimeZone());
  const params = filterParams(filter);
  const isNarrowed = Object.keys(params).length > 0;
  const [{ receipts, next }, last] = await Promise.all([
    listReceipts(viewer, receiptheroId, filter, after, PAGE_SIZE),
    isReader(viewer) ? getArchiveProgress(viewer, receiptheroId) : null,
  ]);
  const t = await getTranslations("receipts");
  const page = merchantConnectionPath(receiptheroId);
  const path = `${page}/receipts` as const;
  const access = receiptAccess(connection);
  const isEmpty = receipts.length === 0 && !after && !isNarrowed;
  const refused = ARCHIVE_REFUSALS.find((one) => one === archive);
  return (
    <div className="mx-auto max-w-2xl">
      <DisconnectedNotices viewer={viewer} markRead={markNoticeReadAction} />
      <Link href={page} className="inline-flex min-h-11 items-center gap-2 text-muted text-sm hover:text-accent">
        <Icon name="arrow-left" className="size-4 shrink-0" />
        <span className="wrap-anywhere">{t("back", { label })}</span>
      </Link>
      <h1 className="wrap-anywhere mt-2 mb-7 font-semibold text-2xl tracking-tight sm:text-3xl">
        {t("of", { label })}
      </h1>
      <div className="grid grid-cols-1 gap-5">
        {refused && (
          <Notice kind="problem" title={t("archive.refused.title")}>
            {t(`archive.refused.${refused}`, { most: MAX_ARCHIVE_RECEIPTS })}
          </Notice>
        )}
        <AccessHint
          access={access}
          receiptheroId={receiptheroId}
          mayChange={isMember(viewer)}
          partner={(await getBrand()).name}
        />
        {!isEmpty && <ReceiptFilterForm path={path} filter={filter} isNarrowed={isNarrowed} />}
        {receipts.length > 0 && access === "granted" && isReader(viewer) && (
          <ArchiveForm connection={page} filter={params} last={last} most={MAX_ARCHIVE_RECEIPTS} />
        )}
        {receipts.length > 0 && <ReceiptList receipts={receipts} path={path} canOpen={access === "granted"} />}
        {receipts.length === 0 && (
          <p className="text-muted">{t(after ? "noMore" : isNarrowed ? "noMatch" : "empty")}</p>
        )}
      </div>
      {(after || next) && (
        <nav aria-label={t("title")} className="mt-7 flex flex-wrap gap-3">
          {after && (
            <ButtonLink href={`${path}?${new URLSearchParams(params)}`} look="secondary">
              {t("newest")}
            </ButtonLink>
          )}
          {next && (
            <ButtonLink href={`${path}?${new URLSearchParams({ ...params, after: next })}`} look="secondary">
              {t("older")}
            </ButtonLink>
          )}
        </nav>
      )}
    </div>
  );
}
