import { randomUUID } from "node:crypto";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { z } from "zod";
import { FilterWords } from "@/components/admin/shared/filter-words";
import { ButtonLink } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { PaperCard } from "@/components/ui/paper-card";
import { TextForm } from "@/components/ui/text-form";
import { requireAdmin } from "@/lib/auth/sessions/current-user";
import { previewApproval } from "@/lib/connections/bulk-disconnect/approval/needed";
import { isChosenByTag } from "@/lib/connections/bulk-disconnect/eligible";
import { previewSelection } from "@/lib/connections/bulk-disconnect/preview";
import { MAX_PICKED, readSelection, type Selection, selectionQuery } from "@/lib/connections/selection";
import { toQuery } from "@/lib/http/search-params";
import { APPROVAL_HOURS, DISCONNECT_RETRY_HOURS, LINK_PAUSE_HOURS, RECONNECT_LINK_DAYS } from "@/lib/lifetimes";
import type { Admin } from "@/lib/principal";
import { BulkAction } from "@/prisma/generated/enums";
import { startBulkAction } from "../actions";

const LIST = "/admin/connections";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("admin.bulkDisconnect");
  return { title: t("title") };
}

/** Asks for confirmation of a bulk disconnect: how many connections, which, and the consequences. */
export default async function NewBulkPage({ searchParams }: PageProps<"/admin/bulk-disconnects/new">) {
  const query = toQuery(await searchParams);
  const admin = await requireAdmin();
  const selection = readSelection(query, true);
  const action = z.enum(BulkAction).safeParse(query.get("action")).data ?? "DISCONNECT";
  const isByTag = typeof selection !== "string" && isChosenByTag(action, selection);
  if (typeof selection !== "string" && !isByTag)
    return <Confirmation admin={admin} action={action} selection={selection} hasChanged={query.has("changed")} />;

  const t = await getTranslations("admin.bulkDisconnect");
  const problem = typeof selection === "string" ? selection : "tag";
  return <Impossible title={t("problems.title")} body={t(`problems.${problem}`, { max: MAX_PICKED })} />;
}

type ConfirmationProps = { admin: Admin; action: BulkAction; selection: Selection; hasChanged: boolean };

async function Confirmation({ admin, action, selection, hasChanged }: ConfirmationProps) {
  const { matched, active, first } = await previewSelection(admin, action, selection);
  const t = await getTranslations("admin.bulkDisconnect.new");
  const reconnect = await getTranslations("admin.bulkDisconnect.reconnect");
  // The texts that differ.
  const own = action === "DISCONNECT" ? t : reconnect;
  const approval = action === "DISCONNECT" ? await previewApproval(admin, active) : null;
  if (active === 0) return <Impossible title={own("noneTitle")} body={own("none", { count: matched })} />;
  return (
    <div className="flex justify-center">
      <PaperCard title={own("title", { count: active })}>
        <div className="wrap-anywhere mt-4 grid gap-4">
          {hasChanged && <Notice kind="problem">{t("changed")}</Notice>}
          {"ids" in selection ? (
            <p>{t("picked", { count: matched })}</p>
          ) : (
            <p>
              {t("matches")}{" "}
              <strong className="font-medium">
                <FilterWords filter={selection.filter} business={first[0]?.business ?? null} />
              </strong>
            </p>
          )}
          {matched > active && <p>{own("inactive", { count: matched - active })}</p>}
          <section aria-label={t("first")} className="fold pt-4">
            <ul className="grid gap-2">
              {first.map(({ receiptheroId, business, label }) => (
                <li key={receiptheroId}>
                  <span className="font-medium">{business}</span> · {label}
                  <code className="block font-mono text-muted text-xs">{receiptheroId}</code>
                </li>
              ))}
            </ul>
            {active > first.length && <p className="mt-2 text-muted">{t("more", { count: active - first.length })}</p>}
          </section>
          {approval && (
            <p className="fold pt-4">
              {t("approval", { hours: APPROVAL_HOURS })}
              {!approval.hasApprover && <span className="text-alert"> {t("noApprover")}</span>}
            </p>
          )}
          <ul className="fold grid list-disc gap-1.5 pt-4 pl-5 text-muted">
            {action === "DISCONNECT"
              ? (["stops", "tokens", "pause"] as const).map((consequence) => (
                  <li key={consequence}>{t(consequence, { hours: DISCONNECT_RETRY_HOURS })}</li>
                ))
              : (["links", "daily", "stopped"] as const).map((consequence) => (
                  <li key={consequence}>
                    {reconnect(consequence, { days: RECONNECT_LINK_DAYS, hours: LINK_PAUSE_HOURS })}
                  </li>
                ))}
          </ul>
        </div>
        <TextForm
          action={startBulkAction}
          type="text"
          name="confirmation"
          label={t("confirmation", { phrase: own("phrase", { count: String(active) }) })}
          autoComplete="off"
          maxLength={40}
          submit={approval ? t("ask") : own("submit")}
          look={action === "DISCONNECT" ? "danger" : "primary"}
          pending={t("pending")}
        >
          <input type="hidden" name="bulkDisconnect" value={randomUUID()} />
          <input type="hidden" name="action" value={action} />
          <input type="hidden" name="selection" value={selectionQuery(selection).toString()} />
          <input type="hidden" name="count" value={active} />
        </TextForm>
        <ButtonLink href={LIST} look="quiet" className="mt-2 w-full">
          {t("cancel")}
        </ButtonLink>
      </PaperCard>
    </div>
  );
}

async function Impossible({ title, body }: { title: string; body: string }) {
  const t = await getTranslations("admin.bulkDisconnect.new");
  return (
    <div className="flex justify-center">
      <PaperCard title={title}>
        <p className="mt-3 text-muted">{body}</p>
        <ButtonLink href={LIST} className="mt-7">
          {t("cancel")}
        </ButtonLink>
      </PaperCard>
    </div>
  );
}
