import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { cache } from "react";
import { z } from "zod";
import { connectSessionsPath } from "@/components/admin/connect-sessions/paths";
import { Notes } from "@/components/admin/notes/notes";
import { Tags } from "@/components/admin/notes/tags";
import { BackLink } from "@/components/admin/shared/back-link";
import { EventList } from "@/components/admin/shared/event-list";
import { ROW, ROW_LINK } from "@/components/admin/shared/link-styles";
import { HealthBadge } from "@/components/connections/health-badge";
import { RowList } from "@/components/settings/row-list";
import { SettingsSection } from "@/components/settings/settings-section";
import { Button, ButtonLink } from "@/components/ui/button";
import { Form } from "@/components/ui/form";
import { Link } from "@/components/ui/link";
import { RECENT, recentEvents } from "@/lib/audit/recent";
import { requireStaff } from "@/lib/auth/sessions/current-user";
import { readableEmailAddress } from "@/lib/email-address";
import { connectionPath } from "@/lib/http/paths";
import { getFormatter } from "@/lib/i18n/formatter";
import { VIEW_MINUTES } from "@/lib/lifetimes";
import { getMerchant } from "@/lib/merchants/get";
import { listNotes } from "@/lib/notes/list";
import { addNoteAction, addTagAction, deleteNoteAction, removeTagAction } from "../../notes/actions";
import { startViewAction } from "../actions";

export async function generateMetadata({ params }: PageProps<"/admin/merchants/[merchantId]">): Promise<Metadata> {
  const { merchant } = await loadMerchant((await params).merchantId);
  return { title: merchant.name };
}

/** The merchant in the requested path, for staff. It is read once per request. */
const loadMerchant = cache(async (merchantId: string) => {
  const id = z.uuid().safeParse(merchantId).data ?? notFound();
  const staff = await requireStaff();
  return { staff, merchant: (await getMerchant(staff, id)) ?? notFound() };
});

export default async function MerchantPage({ params, searchParams }: PageProps<"/admin/merchants/[merchantId]">) {
  const { staff, merchant } = await loadMerchant((await params).merchantId);
  const subject = { merchantId: merchant.id };
  const [events, notes] = await Promise.all([recentEvents(staff, subject), listNotes(staff, subject)]);
  const { problem } = await searchParams;
  const t = await getTranslations("admin.merchants");
  const memberRoles = await getTranslations("settings.roles");
  const noteTexts = await getTranslations("admin.notes");
  const userTexts = await getTranslations("admin.users");
  const format = await getFormatter();
  const date = (value: Date) => format.dateTime(value, "staffDay");
  const { name, externalId, createdAt, deletedAt, members, connections } = merchant;
  return (
    <>
      <BackLink href="/admin/merchants">{t("back")}</BackLink>
      <h1 className="wrap-anywhere font-semibold text-3xl tracking-tight">{name}</h1>
      <p className="mt-1.5 mb-9 text-muted">
        {deletedAt ? t("deletedLead", { date: date(deletedAt) }) : t("memberSince", { date: date(createdAt) })}
        {externalId && <span className="block wrap-anywhere">{t("externalId", { id: externalId })}</span>}
      </p>
      {!deletedAt && (
        <Form action={startViewAction} className="-mt-4 mb-9">
          <input type="hidden" name="id" value={merchant.id} />
          <Button type="submit" look="secondary" aria-describedby="view-hint">
            {t("view")}
          </Button>
          <p id="view-hint" className="mt-2 text-muted text-sm">
            {t("viewHint", { minutes: VIEW_MINUTES })}
          </p>
        </Form>
      )}

      <SettingsSection id="members" title={t("membersTitle")} body={t("membersBody")}>
        {members.length === 0 ? (
          <p className="text-muted">{t("noMembers")}</p>
        ) : (
          <RowList label={t("membersTitle")}>
            {members.map(({ role, user }) => (
              <li key={user.id} className={ROW}>
                <div className="min-w-0">
                  <Link href={`/admin/users/${user.id}`} className={ROW_LINK}>
                    {user.name ?? readableEmailAddress(user.email)}
                  </Link>
                  {user.name && <p className="wrap-anywhere text-muted text-sm">{readableEmailAddress(user.email)}</p>}
                </div>
                <p className="text-muted text-sm">
                  {memberRoles(role)}
                  {user.role !== "MERCHANT" && ` · ${userTexts(`roles.${user.role}`)}`}
                  {user.disabledAt && <span className="text-alert"> · {userTexts("disabled")}</span>}
                </p>
              </li>
            ))}
          </RowList>
        )}
      </SettingsSection>

      <SettingsSection id="connections" title={t("connectionsTitle")} body={t("connectionsBody")}>
        {connections.length === 0 ? (
          <p className="text-muted">{t("noConnections")}</p>
        ) : (
          <RowList label={t("connectionsTitle")}>
            {connections.map(({ receiptheroId, label, health, connectedAt }) => (
              <li key={receiptheroId} className={ROW}>
                <div className="min-w-0">
                  <Link href={connectionPath(receiptheroId)} className={ROW_LINK}>
                    {label || t("unnamed")}
                  </Link>
                  <p className="text-muted text-sm">{t("connectedAt", { date: date(connectedAt) })}</p>
                </div>
                <HealthBadge health={health} />
              </li>
            ))}
          </RowList>
        )}
        <div className="actions">
          {connections.length > 0 && (
            <ButtonLink href={`/admin/connections?merchant=${merchant.id}`} look="secondary">
              {t("allConnections")}
            </ButtonLink>
          )}
          <ButtonLink href={connectSessionsPath({ merchant: merchant.id })} look="secondary">
            {t("connectSessions")}
          </ButtonLink>
        </div>
      </SettingsSection>

      <SettingsSection id="notes" title={noteTexts("title")} body={noteTexts("body")}>
        <Tags
          subject={subject}
          tags={merchant.tags}
          isOpen={deletedAt === null}
          problem={problem}
          add={addTagAction}
          remove={removeTagAction}
        />
        <Notes
          staff={staff}
          subject={subject}
          notes={notes}
          isOpen={deletedAt === null}
          problem={problem}
          add={addNoteAction}
          remove={deleteNoteAction}
        />
      </SettingsSection>

      <SettingsSection id="events" title={t("eventsTitle")} body={t("eventsBody", { count: RECENT })}>
        <EventList events={events} />
      </SettingsSection>
    </>
  );
}
