import type { Metadata, Route } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { z } from "zod";
import { AuditForm, type AuditProblems } from "@/components/admin/audit/audit-form";
import { AuditList } from "@/components/admin/audit/audit-list";
import { type Match, MerchantChoice } from "@/components/admin/audit/merchant-choice";
import { FilterProblems } from "@/components/admin/shared/filter-problems";
import { Link } from "@/components/ui/link";
import { Notice } from "@/components/ui/notice";
import { type AuditFilter, auditFilterSchema } from "@/lib/audit/filter";
import { listAuditEvents } from "@/lib/audit/list";
import { EVENT_ORDER } from "@/lib/audit/query";
import { requireStaff } from "@/lib/auth/sessions/current-user";
import { MIN_SEARCH } from "@/lib/db/conditions";
import { type Cursor, decodeCursor } from "@/lib/db/keyset";
import { emailAddress } from "@/lib/email-address";
import { exportFormats } from "@/lib/export/formats";
import { listMerchants } from "@/lib/merchants/list";
import type { Staff } from "@/lib/principal";
import { findUserIdByEmail } from "@/lib/users/find-id-by-email";

const LINK = "inline-flex min-h-11 items-center text-accent text-sm hover:underline";

type Query = Awaited<PageProps<"/admin/audit">["searchParams"]>;

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("admin.audit");
  return { title: t("title") };
}

export default async function AuditPage({ searchParams }: PageProps<"/admin/audit">) {
  const staff = await requireStaff();
  const query = await searchParams;
  const actorProblems = await readActor(staff, query);
  const { merchantProblems, matches } = await readMerchant(staff, query);
  const problems = { ...actorProblems, ...merchantProblems };
  const filter = auditFilterSchema.safeParse(query);
  const t = await getTranslations("admin.audit");
  return (
    <>
      <h1 className="font-semibold text-3xl tracking-tight">{t("title")}</h1>
      <p className="mt-1.5 text-muted">{t("lead")}</p>
      {filter.success ? (
        <Found staff={staff} filter={filter.data} after={decodeCursor(EVENT_ORDER, query.after)} />
      ) : (
        <Refused query={query} problems={{ ...problemsOf(filter.error), ...problems }} matches={matches} />
      )}
    </>
  );
}

/**
 * Users type an email, but a URL that is bookmarked or shared should name nobody. So the email is replaced by the
 * user's id.
 */
async function readActor(staff: Staff, query: Query): Promise<AuditProblems> {
  const email = emailAddress().safeParse(query.actor);
  if (!email.success) return {};
  const actor = await findUserIdByEmail(staff, email.data);
  return actor ? redirect(addressOf({ ...query, actor })) : { actor: "unknown" };
}

type ReadMerchant = { merchantProblems: AuditProblems; matches: Match[] };

/** Users type the name of a business. It is replaced by the business's ID, too. Of several, they choose one. */
async function readMerchant(staff: Staff, query: Query): Promise<ReadMerchant> {
  const name = typeof query.merchant === "string" ? query.merchant.trim() : "";
  if (name.length < MIN_SEARCH || z.uuid().safeParse(name).success) return { merchantProblems: {}, matches: [] };
  const { rows } = await listMerchants(staff, { search: name, after: null });
  const same = rows.filter((row) => row.name.toLowerCase() === name.toLowerCase());
  const found = same.length > 0 ? same : rows;
  const [only, ...others] = found;
  if (!only) return { merchantProblems: { merchant: "noBusiness" }, matches: [] };
  if (others.length > 0) return { merchantProblems: { merchant: "several" }, matches: found };
  return redirect(addressOf({ ...query, merchant: only.id }));
}

function problemsOf(error: z.ZodError<AuditFilter>): AuditProblems {
  const { fieldErrors } = z.flattenError(error);
  return Object.fromEntries(Object.keys(fieldErrors).map((field) => [field, field]));
}

/** The URL of the log, or of a path below it, with a query. */
function addressOf(query: Record<string, unknown>, path: "" | "/export" = ""): Route {
  const given = Object.entries(query).filter((entry): entry is [string, string] => typeof entry[1] === "string");
  return `/admin/audit${path}?${new URLSearchParams(given.filter(([, value]) => value !== ""))}`;
}

type RefusedProps = { query: Query; problems: AuditProblems; matches: Match[] };

async function Refused({ query, problems, matches }: RefusedProps) {
  const t = await getTranslations("admin.audit");
  const asTyped = (field: string) => {
    const value = query[field];
    return typeof value === "string" ? value : "";
  };
  return (
    <>
      <div className="mt-6">
        <Notice kind="problem" title={t("problemTitle")}>
          {t("problemBody")}
        </Notice>
      </div>
      {matches.length > 0 && (
        <MerchantChoice matches={matches} addressOf={(merchant) => addressOf({ ...query, merchant })} />
      )}
      <AuditForm
        problems={problems}
        values={{
          actor: asTyped("actor"),
          action: asTyped("action"),
          connection: asTyped("connection"),
          merchant: asTyped("merchant"),
          from: asTyped("from"),
          to: asTyped("to"),
        }}
      />
    </>
  );
}

type FoundProps = { staff: Staff; filter: AuditFilter; after: Cursor | null };

async function Found({ staff, filter, after }: FoundProps) {
  const t = await getTranslations("admin.audit");
  const page = await listAuditEvents(staff, filter, after);
  const { actor, action, connection, merchant, from, to } = filter;
  return (
    <>
      <AuditForm
        problems={{}}
        values={{
          actor: page.emails.get(actor ?? "") ?? actor ?? "",
          action: action ?? "",
          connection: connection ?? "",
          merchant: merchant ?? "",
          from: from ?? "",
          to: to ?? "",
        }}
      />
      <FilterProblems from={from} to={to} />
      <section aria-labelledby="results" className="mt-10">
        <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-1">
          <h2 id="results" className="font-semibold text-xl tracking-tight">
            {t("results")}
          </h2>
          <p className="flex flex-wrap items-center gap-x-4 text-muted text-sm">
            {t("export")}
            {exportFormats.map((format) => (
              <a key={format} href={addressOf({ ...filter, format }, "/export")} className={LINK}>
                {t(format)}
              </a>
            ))}
          </p>
        </div>
        {merchant && (
          <p className="text-muted">
            {t("onlyMerchant", { business: page.businesses.get(merchant) ?? t("deletedBusiness") })}
          </p>
        )}
        {page.events.length > 0 ? (
          <AuditList {...page} />
        ) : (
          <p className="mt-4 rounded-xl border border-line bg-surface p-5 text-muted">
            {t(after === null ? "empty" : "emptyOlder")}
          </p>
        )}
        <nav aria-label={t("pages")} className="mt-4 flex flex-wrap gap-x-6">
          {after !== null && (
            <Link href={addressOf(filter)} className={LINK}>
              {t("newest")}
            </Link>
          )}
          {page.next !== null && (
            <Link href={addressOf({ ...filter, after: page.next })} className={LINK}>
              {t("older")}
            </Link>
          )}
        </nav>
      </section>
    </>
  );
}
