import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { ContinueForm } from "@/components/connect-sessions/continue-form";
import { ReportToOpener } from "@/components/connect-sessions/report-to-opener";
import { FormMessages } from "@/components/layout/client-messages";
import { Welcome } from "@/components/layout/welcome";
import { ButtonLink, PlainButtonLink } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { PaperPage } from "@/components/ui/paper-card";
import { getBrand } from "@/lib/brand/current";
import { openedSession } from "@/lib/connect-sessions/cookie";
import { findConnectBrowser } from "@/lib/connect-sessions/find-browser";
import { getConnectSession, type SeenSession } from "@/lib/connect-sessions/get";
import { readableEmailAddress } from "@/lib/email-address";
import { checkedRoute } from "@/lib/http/paths";
import { CONNECT_SESSION_MINUTES, INVITATION_LINK_DAYS } from "@/lib/lifetimes";
import { isScope } from "@/lib/receipthero/scopes";
import { continueAction } from "./actions";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("connectSession");
  return { title: t("page") };
}

/** The page of an opened connect session: who asks, for which business, and what will be allowed. */
export default async function ConnectSessionPage({ params }: PageProps<"/connect/[sessionId]">) {
  const browser = await findConnectBrowser((await params).sessionId);
  const session = browser && (await getConnectSession(browser));
  if (!session) notFound();
  const { state } = session;
  if (state === "open") return <OpenSession session={session} />;
  const isPopup = (await openedSession(session.id))?.window === "popup";
  return <EndedSession session={{ ...session, state }} isPopup={isPopup} />;
}

async function OpenSession({ session }: { session: SeenSession }) {
  const { id, purpose, business, label, scopes, invited, reason } = session;
  const t = await getTranslations("connectSession");
  const scopeTexts = await getTranslations("scopes");
  const { name: partner, welcome } = await getBrand();
  const permissions = scopes.filter(isScope);
  const words = { business, label, partner, count: permissions.length };
  return (
    <PaperPage title={t(`${purpose}.title`, words)}>
      <Welcome texts={welcome} />
      {reason && (
        <div className="mt-4">
          <Notice kind="problem">{t(`invited.${problemOf(reason)}`, words)}</Notice>
        </div>
      )}
      <p className="mt-4 wrap-anywhere">{t(`${purpose}.body`, words)}</p>
      {purpose !== "manage" && (
        <ul className="mt-5 grid gap-3">
          {permissions.map((scope) => (
            <li key={scope} className="rounded-xl border border-line p-4">
              <span className="block font-medium">{scopeTexts(`${scope}.title`)}</span>
              <span className="block text-muted text-sm">{scopeTexts(`${scope}.body`, words)}</span>
            </li>
          ))}
        </ul>
      )}
      <p className="mt-5 text-muted">{invited ? t("invited.steps") : t(`${purpose}.steps`, words)}</p>
      <FormMessages>
        <ContinueForm action={continueAction} session={id} texts={{ submit: t("submit"), pending: t("pending") }} />
      </FormMessages>
    </PaperPage>
  );
}

/** The text about the last attempt of an invitation, which did not connect. */
function problemOf(reason: string): "cancelled" | "owned_by_another" | "again" {
  if (reason === "access_denied") return "cancelled";
  return reason === "owned_by_another" ? reason : "again";
}

type EndedSessionProps = { session: SeenSession & { state: Exclude<SeenSession["state"], "open"> }; isPopup: boolean };

async function EndedSession({ session, isPopup }: EndedSessionProps) {
  const { state, reason, next, report, business, invited } = session;
  if (invited && (state === "connected" || state === "expired")) {
    return <EndedInvitation state={state} business={business} email={readableEmailAddress(invited)} />;
  }
  const t = await getTranslations("connectSession");
  const words = { business, partner: (await getBrand()).name, minutes: CONNECT_SESSION_MINUTES };
  const ending = reason === "owned_by_another" ? reason : state;
  // A link that came too late says so first. Otherwise the browser goes on at once, without a script as well.
  const goesOn = next !== null && !isPopup && state !== "expired" && state !== "used";
  return (
    <PaperPage title={t(`end.${ending}.title`, words)}>
      {goesOn && <meta httpEquiv="refresh" content={`0;url=${next}`} />}
      <p className="mt-4 wrap-anywhere">{t(`end.${ending}.body`, words)}</p>
      {next === null ? (
        <p className="mt-5 text-muted">{t("close")}</p>
      ) : (
        <PlainButtonLink href={checkedRoute(next)} className="mt-7">
          {t("back", words)}
        </PlainButtonLink>
      )}
      {state === "failed" && reason && (
        <p className="fold mt-8 pt-4 font-mono text-muted text-xs">{t("code", { code: reason })}</p>
      )}
      {isPopup && report && next && <ReportToOpener {...report} next={next} />}
    </PaperPage>
  );
}

type EndedInvitationProps = { state: "connected" | "expired"; business: string; email: string };

/** An invitation ends here, and not at a page of the partner. */
async function EndedInvitation({ state, business, email }: EndedInvitationProps) {
  const t = await getTranslations("connectSession");
  const words = { business, email, partner: (await getBrand()).name, days: INVITATION_LINK_DAYS };
  return (
    <PaperPage title={t(`end.${state}.title`, words)}>
      <p className="mt-4 wrap-anywhere">{t(`invited.${state}`, words)}</p>
      {state === "connected" && (
        <ButtonLink href="/sign-in" className="mt-7">
          {t("invited.signIn")}
        </ButtonLink>
      )}
    </PaperPage>
  );
}
