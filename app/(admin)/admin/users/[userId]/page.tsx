import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { removePasskeyAction, unlinkIdentityAction } from "@/app/(auth)/account/actions";
import { BackLink } from "@/components/admin/shared/back-link";
import { EventList } from "@/components/admin/shared/event-list";
import { ROW, ROW_LINK } from "@/components/admin/shared/link-styles";
import { EmailChoices } from "@/components/settings/email-choices";
import { EndOtherSessions } from "@/components/settings/end-other-sessions";
import { IdentityList } from "@/components/settings/identity-list";
import { PasskeyList } from "@/components/settings/passkey-list";
import { RowList } from "@/components/settings/row-list";
import { SessionList } from "@/components/settings/session-list";
import { SettingsSection } from "@/components/settings/settings-section";
import { ButtonLink } from "@/components/ui/button";
import { Form } from "@/components/ui/form";
import { Link } from "@/components/ui/link";
import { Notice } from "@/components/ui/notice";
import { SubmitButton } from "@/components/ui/submit-button";
import { getSubscriptions } from "@/lib/account/subscriptions/change";
import { RECENT, recentEvents } from "@/lib/audit/recent";
import { listIdentitiesForStaff } from "@/lib/auth/identities/list";
import { listPasskeysForStaff } from "@/lib/auth/passkeys/list";
import { relyingParty } from "@/lib/auth/passkeys/relying-party";
import { readableEmailAddress } from "@/lib/email-address";
import { env } from "@/lib/env";
import { getFormatter } from "@/lib/i18n/formatter";
import { isAdmin } from "@/lib/principal";
import { BUSINESSES } from "@/lib/users/get";
import {
  changeStaffSubscriptionsAction,
  endOwnOtherSessionsAction,
  endOwnSessionAction,
  endSessionsOfUserAction,
  removePasskeyOfUserAction,
  unlinkIdentityOfUserAction,
} from "../actions";
import { loadUser } from "./load";

export async function generateMetadata({ params }: PageProps<"/admin/users/[userId]">): Promise<Metadata> {
  const { user } = await loadUser(params);
  return { title: user.name ?? readableEmailAddress(user.email) };
}

/** The notices that the query can name; each has a text under `admin.users.done` in messages/. */
const DONE = [
  "role",
  "disabled",
  "enabled",
  "ended",
  "endedAll",
  "endedOthers",
  "unlinked",
  "passkeyAdded",
  "passkeyRenamed",
  "passkeyRemoved",
  "emails",
] as const;

export default async function UserPage({ params, searchParams }: PageProps<"/admin/users/[userId]">) {
  const { staff, user } = await loadUser(params);
  const [events, identities, passkeys, subscriptions] = await Promise.all([
    recentEvents(staff, { actorId: user.id }),
    listIdentitiesForStaff(staff, user.id),
    listPasskeysForStaff(staff, user.id),
    user.isSelf ? getSubscriptions(staff) : null,
  ]);
  const emails = await getTranslations("settings.emails");
  const t = await getTranslations("admin.users");
  const memberRoles = await getTranslations("settings.roles");
  const format = await getFormatter();
  const { id, name, email, role, businesses, disabledAt, createdAt, sessions, isSelf, isGoverned, isSetAsAdmin } = user;
  const { done: asked, problem } = await searchParams;
  // The URL only names the notice. A bookmarked URL may no longer be true, so the notice must match the user's state.
  const fitting: Record<(typeof DONE)[number], boolean> = {
    role: true,
    disabled: disabledAt !== null,
    enabled: disabledAt === null,
    ended: true,
    emails: isSelf,
    endedAll: sessions.length === 0,
    unlinked: true,
    passkeyAdded: isSelf,
    passkeyRenamed: isSelf,
    passkeyRemoved: true,
    endedOthers: isSelf && sessions.length === 1,
  };
  const done = (...kinds: (typeof DONE)[number][]) => {
    const kind = kinds.find((candidate) => candidate === asked && fitting[candidate]);
    return kind && t(`done.${kind}`);
  };
  const byAdmin = isAdmin(staff);
  const mayChange = byAdmin && !isSelf;
  const unlinkOwn = isGoverned ? undefined : unlinkIdentityAction;
  const unlink = isSelf ? unlinkOwn : byAdmin ? unlinkIdentityOfUserAction : undefined;
  const page = `/admin/users/${id}` as const;
  return (
    <>
      <BackLink href="/admin/users">{t("back")}</BackLink>
      <h1 className="wrap-anywhere font-semibold text-2xl tracking-tight sm:text-3xl">
        {name ?? readableEmailAddress(email)}
      </h1>
      <p className="wrap-anywhere mt-1.5 mb-9 text-muted">
        {name && <span className="block">{readableEmailAddress(email)}</span>}
        {t("memberSince", { date: format.dateTime(createdAt, "staffDay") })}
      </p>
      {problem === "own_account" && (
        <div className="mb-9">
          <Notice kind="problem">{t("ownRole")}</Notice>
        </div>
      )}

      {user.mailRefusedAt && (
        <div className="mb-9">
          <Notice kind="problem">
            {t("mailRefused", {
              date: format.dateTime(user.mailRefusedAt, "staffTime"),
              reply: user.mailRefusal ?? "",
            })}
          </Notice>
        </div>
      )}

      <SettingsSection id="role" title={t("roleTitle")} body={t("roleBody")} done={done("role")}>
        <div>
          <p className="font-medium">{t(`roles.${role}`)}</p>
          <p className="mt-1 text-muted">
            {t(`meaning.${role === "MERCHANT" && businesses.length === 0 ? "MERCHANT_ALONE" : role}`)}
          </p>
          {isSetAsAdmin && <p className="mt-3 text-muted">{t("setAsAdmin")}</p>}
          {isGoverned && <p className="mt-3 text-muted">{t("governed", { provider: env().oidc?.name ?? "" })}</p>}
          {byAdmin && isSelf && !isGoverned && <p className="mt-3 text-muted">{t("ownRole")}</p>}
        </div>
        {mayChange && !isGoverned && (
          <ButtonLink href={`${page}/role`} look="secondary" className="justify-self-start">
            {t("changeRole")}
          </ButtonLink>
        )}
      </SettingsSection>

      <SettingsSection id="businesses" title={t("businessesTitle")} body={t("businessesBody")}>
        {businesses.length === 0 ? (
          <p className="text-muted">{t("noBusinesses")}</p>
        ) : (
          <RowList label={t("businessesTitle")}>
            {businesses.map(({ id: merchantId, name: business, memberRole }) => (
              <li key={merchantId} className={ROW}>
                <Link href={`/admin/merchants/${merchantId}`} className={ROW_LINK}>
                  {business}
                </Link>
                <p className="text-muted text-sm">{memberRoles(memberRole)}</p>
              </li>
            ))}
          </RowList>
        )}
        {user.hasMoreBusinesses && <p className="text-muted">{t("moreBusinesses", { count: BUSINESSES })}</p>}
      </SettingsSection>

      <SettingsSection id="access" title={t("accessTitle")} body={t("accessBody")} done={done("disabled", "enabled")}>
        <p>{disabledAt ? t("cannotSignIn", { date: format.dateTime(disabledAt, "staffTime") }) : t("canSignIn")}</p>
        {isSelf && !byAdmin && businesses.length === 0 && (
          <ButtonLink href="/settings/delete" look="secondary" className="justify-self-start">
            {t("deleteOwn")}
          </ButtonLink>
        )}
        {mayChange && (
          <ButtonLink href={`${page}/access`} look="secondary" className="justify-self-start">
            {t(disabledAt ? "enable" : "disable")}
          </ButtonLink>
        )}
      </SettingsSection>

      {subscriptions && (
        <SettingsSection id="emails" title={emails("title")} body={emails("body")} done={done("emails")}>
          <EmailChoices action={changeStaffSubscriptionsAction} subscriptions={subscriptions} />
        </SettingsSection>
      )}

      <SettingsSection
        id="sessions"
        title={t("sessionsTitle")}
        body={t("sessionsBody")}
        done={done("ended", "endedAll", "endedOthers")}
      >
        {sessions.length === 0 ? (
          <p className="text-muted">{t("noSessions")}</p>
        ) : (
          <SessionList
            label={t("sessionsTitle")}
            sessions={sessions}
            time="staffTime"
            {...(isSelf
              ? { end: endOwnSessionAction }
              : { user: id, end: byAdmin ? endSessionsOfUserAction : undefined })}
          />
        )}
        {isSelf && sessions.length > 1 && <EndOtherSessions action={endOwnOtherSessionsAction} />}
        {mayChange && sessions.length > 0 && (
          <Form action={endSessionsOfUserAction}>
            <input type="hidden" name="userId" value={id} />
            <SubmitButton look="secondary" pendingText={t("endingAll")}>
              {t("endAll")}
            </SubmitButton>
          </Form>
        )}
      </SettingsSection>

      <SettingsSection id="identities" title={t("identitiesTitle")} body={t("identitiesBody")} done={done("unlinked")}>
        <IdentityList
          label={t("identitiesTitle")}
          identities={identities}
          time="staffTime"
          user={isSelf ? undefined : id}
          unlink={unlink}
        />
      </SettingsSection>

      <SettingsSection
        id="passkeys"
        title={t("passkeysTitle")}
        body={t("passkeysBody")}
        done={done("passkeyAdded", "passkeyRenamed", "passkeyRemoved")}
      >
        <PasskeyList
          label={t("passkeysTitle")}
          passkeys={passkeys}
          time="staffTime"
          user={isSelf ? undefined : id}
          remove={isSelf ? removePasskeyAction : byAdmin ? removePasskeyOfUserAction : undefined}
        />
        {isSelf && relyingParty() && (
          <ButtonLink href="/account/passkeys/new" look="secondary" className="justify-self-start">
            {t("passkeysAdd")}
          </ButtonLink>
        )}
      </SettingsSection>

      <SettingsSection id="events" title={t("eventsTitle")} body={t("eventsBody", { count: RECENT })}>
        <EventList events={events} />
      </SettingsSection>
    </>
  );
}
