import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { cache } from "react";
import { z } from "zod";
import { BulkApproval } from "@/components/admin/bulk-disconnect/approval";
import { BulkProgress } from "@/components/admin/bulk-disconnect/progress";
import { BulkResults } from "@/components/admin/bulk-disconnect/results";
import { BackLink } from "@/components/admin/shared/back-link";
import { FilterWords } from "@/components/admin/shared/filter-words";
import { ButtonLink, PlainButtonLink } from "@/components/ui/button";
import { Link } from "@/components/ui/link";
import { requireStaff } from "@/lib/auth/sessions/current-user";
import { type BulkDisconnect, getBulkDisconnect } from "@/lib/connections/bulk-disconnect/get";
import { listBulkResults, RESULT_ORDER } from "@/lib/connections/bulk-disconnect/results";
import { decodeCursor, PAGE_SIZE, toPage } from "@/lib/db/keyset";
import { readableEmailAddress } from "@/lib/email-address";
import { csvFormats } from "@/lib/http/csv";
import { getFormatter } from "@/lib/i18n/formatter";
import { isAdmin } from "@/lib/principal";
import { type BulkAction, BulkItemState } from "@/prisma/generated/enums";
import { approveBulkAction, pauseBulkAction, refuseBulkAction, resumeBulkAction } from "../actions";

export async function generateMetadata({ params }: PageProps<"/admin/bulk-disconnects/[id]">): Promise<Metadata> {
  return { title: await titleOf((await loadBulk((await params).id)).bulk) };
}

/** The bulk disconnect in the requested path, for staff. It is read once per request. */
const loadBulk = cache(async (id: string) => {
  const staff = await requireStaff();
  return { staff, bulk: (await getBulkDisconnect(staff, id)) ?? notFound() };
});

async function titleOf({ action, selecting, total }: BulkDisconnect): Promise<string> {
  const t = await getTranslations("admin.bulkDisconnect");
  if (action === "DISCONNECT") return selecting ? t("detail.titleSelecting") : t("detail.title", { count: total });
  return selecting ? t("reconnect.detailSelecting") : t("reconnect.detailTitle", { count: total });
}

/** The states that the connections of each action can have. */
const STATES: Record<BulkAction, BulkItemState[]> = {
  DISCONNECT: ["WAITING", "DISCONNECTING", "DISCONNECTED", "SKIPPED"],
  RECONNECT_LINKS: ["WAITING", "QUEUED", "SKIPPED"],
};

/** A bulk disconnect: its progress, and the result for each connection. */
export default async function BulkDisconnectPage({ params, searchParams }: PageProps<"/admin/bulk-disconnects/[id]">) {
  const { id } = await params;
  const { staff, bulk } = await loadBulk(id);
  const query = await searchParams;
  const state = z.enum(BulkItemState).safeParse(query.state).data ?? null;
  const after = decodeCursor(RESULT_ORDER, query.after);
  const found = await listBulkResults(staff, id, { state, after, limit: PAGE_SIZE + 1 });
  const { rows: results, next } = toPage(RESULT_ORDER, found);

  const t = await getTranslations("admin.bulkDisconnect");
  const format = await getFormatter();
  const date = (value: Date) => format.dateTime(value, "staffTime");
  const { createdAt, finishedAt, startedBy, decidedAt, decidedBy, counts, total } = bulk;
  const isUndecided = bulk.state === "ASKED";
  // Nobody approved it, so nothing was disconnected.
  const isKept = bulk.state === "REFUSED" || bulk.state === "WITHDRAWN" || bulk.state === "EXPIRED";
  const name = (email: string | null) => (email ? readableEmailAddress(email) : t("former"));
  const address = (change: { state: string | null; after?: string }): `/admin/bulk-disconnects/${string}` => {
    const entries = Object.entries(change).filter((entry): entry is [string, string] => typeof entry[1] === "string");
    return `/admin/bulk-disconnects/${id}?${new URLSearchParams(entries)}`;
  };
  return (
    <>
      <BackLink href="/admin/bulk-disconnects">{t("title")}</BackLink>
      <h1 className="font-semibold text-3xl tracking-tight">{await titleOf(bulk)}</h1>
      <p className="wrap-anywhere mt-1.5 text-muted">
        <FilterWords filter={bulk.filter} business={bulk.business} />
        {" · "}
        {t(isUndecided || isKept || decidedAt ? "approval.asked" : "detail.started", {
          date: date(createdAt),
          user: name(startedBy),
        })}
        {decidedAt && !isKept && ` · ${t("approval.approved", { date: date(decidedAt), user: name(decidedBy) })}`}
        {finishedAt && !isKept && ` · ${t("detail.finished", { date: date(finishedAt) })}`}
      </p>
      {isUndecided || isKept ? (
        <BulkApproval
          bulk={bulk}
          decide={isAdmin(staff) ? { approve: approveBulkAction, refuse: refuseBulkAction } : null}
        />
      ) : (
        <BulkProgress
          bulk={bulk}
          steer={isAdmin(staff) ? { pause: pauseBulkAction, resume: resumeBulkAction } : null}
        />
      )}
      <div className="mt-10 flex flex-wrap items-end justify-between gap-x-6 gap-y-3">
        <h2 id="results" className="font-semibold text-xl tracking-tight">
          {t("detail.results")}
        </h2>
        <div className="actions">
          {csvFormats.map((csv) => (
            <PlainButtonLink
              key={csv}
              href={`/admin/bulk-disconnects/${id}/export?format=${csv}`}
              look="secondary"
              className="text-sm"
            >
              {t(`detail.export.${csv}`)}
            </PlainButtonLink>
          ))}
        </div>
      </div>
      <nav aria-labelledby="results" className="-mx-3 mt-2 flex flex-wrap gap-x-1">
        {[null, ...(isKept ? [] : STATES[bulk.action])].map((one) => (
          <Link
            key={one}
            href={address({ state: one })}
            scroll={false}
            aria-current={one === state ? "true" : undefined}
            className="flex min-h-11 items-center gap-2 rounded-lg px-3 text-muted text-sm hover:text-ink aria-[current]:font-medium aria-[current]:text-accent"
          >
            {one === null ? t("detail.all") : t(`detail.items.${one}`)}
            <span className="tabular-nums">{format.number(one === null ? total : counts[one])}</span>
          </Link>
        ))}
      </nav>
      {results.length > 0 ? (
        <BulkResults results={results} />
      ) : (
        <p className="mt-4 rounded-xl border border-line bg-surface px-5 py-6 text-muted">{t("detail.none")}</p>
      )}
      {(after || next) && (
        <nav aria-label={t("pages")} className="mt-6 flex flex-wrap gap-3">
          {after && (
            <ButtonLink href={address({ state })} look="secondary">
              {t("detail.first")}
            </ButtonLink>
          )}
          {next && (
            <ButtonLink href={address({ state, after: next })} look="secondary">
              {t("detail.next")}
            </ButtonLink>
          )}
        </nav>
      )}
    </>
  );
}
