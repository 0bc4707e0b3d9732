import { randomUUID } from "node:crypto";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { removePasskeyAction, unlinkIdentityAction } from "@/app/(auth)/account/actions";
import { FormMessages } from "@/components/layout/client-messages";
import { EmailChoices } from "@/components/settings/email-choices";
import { EndOtherSessions } from "@/components/settings/end-other-sessions";
import { IdentityList } from "@/components/settings/identity-list";
import { PasskeyList } from "@/components/settings/passkey-list";
import { ProfileForm } from "@/components/settings/profile-form";
import { SessionList } from "@/components/settings/session-list";
import { SettingsSection } from "@/components/settings/settings-section";
import { ButtonLink } from "@/components/ui/button";
import { TextForm } from "@/components/ui/text-form";
import { getAccount } from "@/lib/account/get";
import { listSessions } from "@/lib/account/sessions/list";
import { getSubscriptions } from "@/lib/account/subscriptions/change";
import { listIdentities } from "@/lib/auth/identities/list";
import { mayUnlinkIdentity } from "@/lib/auth/identities/unlink";
import { listPasskeys } from "@/lib/auth/passkeys/list";
import { relyingParty } from "@/lib/auth/passkeys/relying-party";
import { requireUser } from "@/lib/auth/sessions/current-user";
import { readableEmailAddress } from "@/lib/email-address";
import { env } from "@/lib/env";
import { LOCALES, localeNames } from "@/lib/i18n/locales";
import { requestLocale } from "@/lib/i18n/request-locale";
import { STAFF_TIME_ZONE, timeZoneName, timeZonesByArea } from "@/lib/i18n/time-zones";
import { EMAIL_CHANGE_MINUTES } from "@/lib/lifetimes";
import { isStaff } from "@/lib/principal";
import {
  changeProfileAction,
  changeSubscriptionsAction,
  endOtherSessionsAction,
  endSessionAction,
  requestEmailChangeAction,
} from "./actions";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("settings");
  return { title: t("title") };
}

/** A form within a section: no extra space above, and its button is only as wide as its text. */
const INSET = "[&>button]:justify-self-start [&_a]:justify-self-start";

export default async function SettingsPage({ searchParams }: PageProps<"/settings">) {
  const user = await requireUser();
  const [account, sessions, identities, mayUnlink, passkeys, subscriptions] = await Promise.all([
    getAccount(user),
    listSessions(user),
    listIdentities(user),
    mayUnlinkIdentity(user),
    listPasskeys(user),
    getSubscriptions(user),
  ]);
  const t = await getTranslations("settings");
  const locale = await requestLocale();
  const defaultZone = isStaff(user) ? STAFF_TIME_ZONE : env().TIME_ZONE;
  const { saved } = await searchParams;
  const { email } = account;
  const words = {
    email: readableEmailAddress(email),
    minutes: EMAIL_CHANGE_MINUTES,
  };
  const done = (...kinds: (typeof DONE)[number][]) => {
    const kind = kinds.find((candidate) => candidate === saved);
    return kind && t(`saved.${kind}`, words);
  };
  return (
    <>
      <h1 className="font-semibold text-3xl tracking-tight">{t("title")}</h1>
      <p className="mt-1.5 mb-9 wrap-anywhere text-muted">{t("lead")}</p>
      <SettingsSection id="you" title={t("profile.title")} body={t("profile.body")} done={done("profile")}>
        <FormMessages>
          <ProfileForm
            key={`${locale} ${account.timeZone} ${account.name}`}
            action={changeProfileAction}
            start={{ name: account.name ?? "", locale, timeZone: account.timeZone ?? "" }}
            locales={Object.fromEntries(localeNames.map((name) => [name, LOCALES[name].name]))}
            timeZones={{ "": t("profile.zoneDefault", { zone: timeZoneName(defaultZone) }), ...timeZonesByArea() }}
            texts={{
              name: t("profile.name"),
              nameHint: t("profile.nameHint"),
              locale: t("profile.locale"),
              timeZone: t("profile.timeZone"),
              timeZoneHint: t("profile.timeZoneHint"),
              submit: t("profile.submit"),
              pending: t("pending"),
            }}
          />
        </FormMessages>
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
          look="secondary"
          pending={t("sending")}
          className={INSET}
          cancelHref="/settings"
        />
      </SettingsSection>

      <SettingsSection id="emails" title={t("emails.title")} body={t("emails.body")} done={done("emails")}>
        <EmailChoices action={changeSubscriptionsAction} subscriptions={subscriptions} />
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
          <IdentityList
            label={t("identities.title")}
            identities={identities}
            unlink={mayUnlink ? unlinkIdentityAction : undefined}
          />
        </SettingsSection>
      )}

      {(relyingParty() || passkeys.length > 0) && (
        <SettingsSection
          id="passkeys"
          title={t("passkeys.title")}
          body={t("passkeys.body")}
          done={done("passkeyAdded", "passkeyRenamed", "passkeyRemoved")}
        >
          <PasskeyList label={t("passkeys.title")} passkeys={passkeys} remove={removePasskeyAction} />
          {relyingParty() && (
            <ButtonLink href="/account/passkeys/new" look="secondary" className="justify-self-start">
              {t("passkeys.add")}
            </ButtonLink>
          )}
        </SettingsSection>
      )}

      <SettingsSection id="businesses" title={t("businesses.title")} body={t("businesses.body")}>
        <ButtonLink href="/businesses" look="secondary" className="justify-self-start">
          {t("businesses.show")}
        </ButtonLink>
      </SettingsSection>

      <SettingsSection id="data" title={t("account.title")} body={t("account.body")}>
        <ButtonLink href="/settings/delete" look="quiet-danger" className="-ml-5 justify-self-start">
          {t("data.deleteButton")}
        </ButtonLink>
      </SettingsSection>
    </>
  );
}

/** The notices that the query can name; each has a text under `settings.saved` in messages/. */
const DONE = [
  "profile",
  "requested",
  "email",
  "ended",
  "unlinked",
  "passkeyAdded",
  "passkeyRenamed",
  "passkeyRemoved",
  "endedOthers",
  "emails",
] as const;
