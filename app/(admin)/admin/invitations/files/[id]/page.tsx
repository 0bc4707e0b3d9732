import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { cache } from "react";
import { z } from "zod";
import { FileProgress } from "@/components/admin/invitations/file-progress";
import { FileResults } from "@/components/admin/invitations/file-results";
import { BackLink } from "@/components/admin/shared/back-link";
import { Pager } from "@/components/admin/shared/pager";
import { PlainButtonLink } from "@/components/ui/button";
import { Link } from "@/components/ui/link";
import { requireStaff } from "@/lib/auth/sessions/current-user";
import { decodeCursor, PAGE_SIZE, toPage } from "@/lib/db/keyset";
import { readableEmailAddress } from "@/lib/email-address";
import { csvFormats } from "@/lib/http/csv";
import { checkedRoute } from "@/lib/http/paths";
import { getFormatter } from "@/lib/i18n/formatter";
import { getInvitationFile, type InvitationFile } from "@/lib/merchant-invitations/file/get";
import { LINE_ORDER, listLineResults } from "@/lib/merchant-invitations/file/results";
import { MerchantInvitationLineState } from "@/prisma/generated/enums";

type Props = PageProps<"/admin/invitations/files/[id]">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: await titleOf((await loadFile((await params).id)).file) };
}

/** The file in the requested path, for staff. It is read once per request. */
const loadFile = cache(async (id: string) => {
  const staff = await requireStaff();
  return { staff, file: (await getInvitationFile(staff, id)) ?? notFound() };
});

async function titleOf({ state, total }: InvitationFile): Promise<string> {
  const t = await getTranslations("admin.invitationFiles.detail");
  return state === "RECEIVING" ? t("titleReceiving") : t("title", { count: total });
}

/** A file of invitations: its progress, and the result of each line. */
export default async function InvitationFilePage({ params, searchParams }: Props) {
  const { id } = await params;
  const { staff, file } = await loadFile(id);
  const query = await searchParams;
  const state = z.enum(MerchantInvitationLineState).safeParse(query.state).data ?? null;
  const after = decodeCursor(LINE_ORDER, query.after);
  const found = await listLineResults(staff, id, { state, after, limit: PAGE_SIZE + 1 });
  const { rows: results, next } = toPage(LINE_ORDER, found);

  const t = await getTranslations("admin.invitationFiles");
  const format = await getFormatter();
  const date = (value: Date) => format.dateTime(value, "staffTime");
  const { createdAt, finishedAt, uploadedBy, counts, total } = file;
  const path = `/admin/invitations/files/${id}` as const;
  return (
    <>
      <BackLink href="/admin/invitations/files">{t("title")}</BackLink>
      <h1 className="font-semibold text-3xl tracking-tight">{await titleOf(file)}</h1>
      <p className="wrap-anywhere mt-1.5 text-muted">
        {t("detail.started", {
          date: date(createdAt),
          who: uploadedBy ? readableEmailAddress(uploadedBy) : t("former"),
        })}
        {finishedAt && ` · ${t("detail.finished", { date: date(finishedAt) })}`}
      </p>
      <FileProgress file={file} />
      <div className="mt-10 flex flex-wrap items-end justify-between gap-x-6 gap-y-3">
        <h2 id="results" className="font-semibold text-xl tracking-tight">
          {t("detail.results")}
        </h2>
        <div className="actions">
          {csvFormats.map((csv) => (
            <PlainButtonLink key={csv} href={`${path}/export?format=${csv}`} look="secondary" className="text-sm">
              {t(`detail.export.${csv}`)}
            </PlainButtonLink>
          ))}
        </div>
      </div>
      <nav aria-labelledby="results" className="-mx-3 mt-2 flex flex-wrap gap-x-1">
        {[null, ...Object.values(MerchantInvitationLineState)].map((one) => (
          <Link
            key={one}
            href={one ? `${path}?state=${one}` : path}
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
        <FileResults results={results} />
      ) : (
        <p className="mt-4 rounded-xl border border-line bg-surface px-5 py-6 text-muted">{t("detail.none")}</p>
      )}
      <Pager path={checkedRoute(path)} query={state ? { state } : {}} isFirst={!after} next={next} />
    </>
  );
}
