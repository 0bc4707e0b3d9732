import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { cache } from "react";
import { z } from "zod";
import { ImportProgress } from "@/components/admin/imports/progress";
import { ImportResults } from "@/components/admin/imports/results";
import { starterName } from "@/components/admin/imports/starter-name";
import { BackLink } from "@/components/admin/shared/back-link";
import { Pager } from "@/components/admin/shared/pager";
import { Link } from "@/components/ui/link";
import { requireStaff } from "@/lib/auth/sessions/current-user";
import { decodeCursor, PAGE_SIZE } from "@/lib/db/keyset";
import { checkedRoute } from "@/lib/http/paths";
import { getFormatter } from "@/lib/i18n/formatter";
import { type FoundImport, getImport } from "@/lib/imports/get";
import { LINE_ORDER, listImportResults } from "@/lib/imports/results";
import { ImportLineState } from "@/prisma/generated/enums";

export async function generateMetadata({ params }: PageProps<"/admin/imports/[id]">): Promise<Metadata> {
  return { title: await titleOf((await loadImport((await params).id)).found) };
}

/** The import in the requested path, for staff. It is read once per request. */
const loadImport = cache(async (id: string) => {
  const staff = await requireStaff();
  return { staff, found: (await getImport(staff, id)) ?? notFound() };
});

async function titleOf({ state, total }: FoundImport): Promise<string> {
  const t = await getTranslations("admin.imports.detail");
  const isCounted = state !== "RECEIVING" && state !== "FAILED";
  return isCounted ? t("title", { count: total }) : t("titleReceiving");
}

/** An import: its progress, and the result of each line. */
export default async function ImportPage({ params, searchParams }: PageProps<"/admin/imports/[id]">) {
  const { id } = await params;
  const { staff, found } = await loadImport(id);
  const query = await searchParams;
  const state = z.enum(ImportLineState).safeParse(query.state).data ?? null;
  const after = decodeCursor(LINE_ORDER, query.after);
  const { rows: results, next } = await listImportResults(staff, id, { state, after, size: PAGE_SIZE });

  const t = await getTranslations("admin.imports");
  const format = await getFormatter();
  const who = await starterName();
  const date = (value: Date) => format.dateTime(value, "staffTime");
  const { createdAt, finishedAt, startedBy, counts, total } = found;
  const path = `/admin/imports/${id}` as const;
  return (
    <>
      <BackLink href="/admin/imports">{t("title")}</BackLink>
      <h1 className="font-semibold text-3xl tracking-tight">{await titleOf(found)}</h1>
      <p className="wrap-anywhere mt-1.5 text-muted">
        {t("detail.started", { date: date(createdAt), who: who(startedBy) })}
        {finishedAt && ` · ${t("detail.finished", { date: date(finishedAt) })}`}
      </p>
      <ImportProgress found={found} />
      {found.state !== "FAILED" && (
        <>
          <h2 id="results" className="mt-10 font-semibold text-xl tracking-tight">
            {t("detail.results")}
          </h2>
          <nav aria-labelledby="results" className="-mx-3 mt-2 flex flex-wrap gap-x-1">
            {[null, ...Object.values(ImportLineState)].map((one) => (
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
            <ImportResults results={results} />
          ) : (
            <p className="mt-4 rounded-xl border border-line bg-surface px-5 py-6 text-muted">{t("detail.none")}</p>
          )}
          <Pager path={checkedRoute(path)} query={state ? { state } : {}} isFirst={!after} next={next} />
        </>
      )}
    </>
  );
}
