import { randomUUID } from "node:crypto";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { unlinkIdentityAction } from "@/app/(auth)/account/actions";
import { DisconnectedNotices } from "@/components/connections/disconnected-notices";
import { ConnectionSettings } from "@/components/settings/connection-settings";
import { EndOtherSessions } from "@/components/settings/end-other-sessions";
import { IdentityList } from "@/components/settings/identity-list";
import { MemberList } from "@/components/settings/member-list";
import { MemberRoleChoice } from "@/components/settings/member-role-choice";
import { ProfileForm } from "@/components/settings/profile-form";
import { SessionList } from "@/components/settings/session-list";
import { SettingsSection } from "@/components/settings/settings-section";
import { Button, ButtonLink } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { TextForm } from "@/components/ui/text-form";
import { getAccount } from "@/lib/account/get";
import { listSessions } from "@/lib/account/sessions/list";
import { listIdentities } from "@/lib/auth/identities/list";
import { requireReader } from "@/lib/auth/members/require";
import { readableEmailAddress } from "@/lib/email-address";
import { env } from "@/lib/env";
import { LOCALES } from "@/lib/i18n/locales";
import { EMAIL_CHANGE_MINUTES, INVITATION_DAYS } from "@/lib/lifetimes";
import { listInvitations, listMembers } from "@/lib/merchants/members/list";
import { isOwner } from "@/lib/principal";
import { markNoticeReadAction, renameAction, visitMembershipAction } from "../connections/[receiptheroId]/actions";
import {
  changeProfileAction,
  endOtherSessionsAction,
  endSessionAction,
  inviteMemberAction,
  renameMerchantAction,
  requestEmailChangeAction,
  revokeInvitationAction,
} from "./actions";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("settings");
  return { title: t("title") };
}

/** A form within a section: no extra space above, and its button is only as wide as its text. */
const INSET = "mt-0 [&>button]:justify-self-start [&_a]:justify-self-start";

export default async function SettingsPage({ searchParams }: PageProps<"/settings">) {
  const user = await requireReader();
  const [account, members, invitations, sessions, identities] = await Promise.all([
    getAccount(user),
    listMembers(user),
    isOwner(user) ? listInvitations(user) : [],
    listSessions(user),
    listIdentities(user),
  ]);
  const t = await getTranslations("settings");
  const { saved } = await searchParams;
  const { email } = account;
  const business = user.merchant.name;
  const words = {
    business,
    email: readableEmailAddress(email),
    minutes: EMAIL_CHANGE_MINUTES,
    days: INVITATION_DAYS,
  };
  const done = (...kinds: (typeof DONE)[number][]) => {
    const kind = kinds.find((candidate) => candidate === saved);
    return kind && t(`saved.${kind}`, words);
  };
  const welcome = done("joined");
  return (
    <>
      <DisconnectedNotices user={user} markRead={markNoticeReadAction} />
      <h1 className="font-semibold text-3xl tracking-tight">{t("title")}</h1>
      <p className="mt-1.5 mb-9 wrap-anywhere text-muted">{t("lead")}</p>
      {welcome && (
        <div className="mb-9">
          <Notice kind="good">{welcome}</Notice>
        </div>
      )}

      <SettingsSection id="connections" title={t("connections.title")} body={t("connections.body")}>
        <ConnectionSettings user={user} visitMembership={visitMembershipAction} relabel={renameAction} />
      </SettingsSection>

      <SettingsSection id="business" title={t("business.title")} body={t("business.body")} done={done("business")}>
        <TextForm
          key={business}
          action={renameMerchantAction}
          type="text"
          name="name"
          label={t("business.name")}
          autoComplete="organization"
          maxLength={80}
          defaultValue={business}
          submit={t("business.submit")}
          pending={t("pending")}
          className={INSET}
        />
      </SettingsSection>

      <SettingsSection id="you" title={t("profile.title")} body={t("profile.body")} done={done("profile")}>
        <ProfileForm
          key={`${account.locale} ${account.name}`}
          action={changeProfileAction}
          start={{ name: account.name ?? "", locale: account.locale }}
          locales={LOCALES}
          texts={{
            name: t("profile.name"),
            nameHint: t("profile.nameHint"),
            locale: t("profile.locale"),
            submit: t("profile.submit"),
            pending: t("pending"),
          }}
        />
      </SettingsSection>

      <SettingsSection
        id="email"
        title={t("email.title")}
        body={t("email.body", words)}
        done={done("email", "requested")}
      >
        <TextForm
          // A new key clears the field once a link was requested.
          key={saved === "requested" ? randomUUID() : email}
          action={requestEmailChangeAction}
          type="email"
          name="email"
          label={t("email.email")}
          hint={t("email.emailHint")}
          autoComplete="email"
          maxLength={254}
          submit={t("email.submit")}
          pending={t("sending")}
          className={INSET}
          cancelHref="/settings"
        />
      </SettingsSection>

      <SettingsSection
        id="members"
        title={t("members.title")}
        body={t("members.body", words)}
        done={done("invited", "uninvited", "removed", "role")}
      >
        <MemberList
          members={members}
          invitations={invitations}
          revoke={isOwner(user) ? revokeInvitationAction : null}
        />
        <TextForm
          // A new key clears the field once an invitation was sent.
          key={invitations.map(({ id }) => id).join()}
          action={inviteMemberAction}
          type="email"
          name="email"
          label={t("members.email")}
          hint={t("members.emailHint", words)}
          autoComplete="off"
          maxLength={254}
          submit={t("members.submit")}
          pending={t("sending")}
          className={INSET}
        >
          <MemberRoleChoice legend={t("members.role")} current="MEMBER" />
        </TextForm>
      </SettingsSection>

      <SettingsSection
        id="sessions"
        title={t("sessions.title")}
        body={t("sessions.body")}
        done={done("ended", "endedOthers")}
      >
        <SessionList label={t("sessions.title")} sessions={sessions} end={endSessionAction} />
        {sessions.length > 1 && <EndOtherSessions action={endOtherSessionsAction} />}
      </SettingsSection>

      {(env().oidc || identities.length > 0) && (
        <SettingsSection
          id="identities"
          title={t("identities.title")}
          body={t("identities.body")}
          done={done("unlinked")}
        >
          <IdentityList label={t("identities.title")} identities={identities} unlink={unlinkIdentityAction} />
        </SettingsSection>
      )}

      <SettingsSection id="data" title={t("data.title")} body={t("data.body")}>
        <div>
          <p className="mb-3 wrap-anywhere">{t("data.download", words)}</p>
          {/* A form instead of a link, because the export must not be prefetched. */}
          <form action="/api/account/export">
            <Button type="submit" look="secondary">
              {t("data.downloadButton")}
            </Button>
          </form>
        </div>
        <div>
          <p className="mb-3">{t("data.delete")}</p>
          <ButtonLink href="/settings/delete" look="secondary">
            {t("data.deleteButton")}
          </ButtonLink>
        </div>
      </SettingsSection>
    </>
  );
}

/** The notices that the query can name; each has a text under `settings.saved` in messages/. */
const DONE = [
  "business",
  "profile",
  "requested",
  "email",
  "invited",
  "uninvited",
  "removed",
  "role",
  "joined",
  "ended",
  "unlinked",
  "endedOthers",
] as const;
