import { useFormatter, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Wordmark } from "@/components/layout/wordmark";
import { isAuditAction } from "@/lib/audit/actions";
import type { NamedActor } from "@/lib/audit/resolve-actors";
import type { Certificate } from "@/lib/connections/disconnect/certificate";
import { readableEmailAddress } from "@/lib/email-address";
import { isScope } from "@/lib/receipthero/scopes";

type CertificateSheetProps = { certificate: Certificate; partner: string; isSandbox: boolean };

/** A printable certificate of how a connection was disconnected. */
export function CertificateSheet({ certificate, partner, isSandbox }: CertificateSheetProps) {
  const t = useTranslations("admin.certificate");
  const scopeText = useTranslations("scopes");
  const { connection, merchant, way, askedAt, askedBy, answer, events } = certificate;
  const { deletedAt } = merchant;
  return (
    <article className="sheet mx-auto max-w-[210mm] rounded-sm border border-line bg-surface px-6 py-8 shadow-paper sm:px-14 sm:py-12">
      <Wordmark />
      <h1 className="mt-8 font-semibold text-3xl tracking-tight">{t("title")}</h1>
      <p className="mt-1.5 wrap-anywhere text-muted">
        {t.rich("of", { number: () => <code className="font-mono text-sm">{connection.receiptheroId}</code> })}
      </p>
      <p className="mt-5">{t(answer === "unconfirmed" ? "leadUnconfirmed" : "lead", { partner })}</p>

      <Part title={t("connection")}>
        <dl>
          <Line term={t("merchant")}>
            {merchant.name ?? (deletedAt && t.rich("erased", { date: () => <Moment at={deletedAt} /> }))}
            <code className="block font-mono text-muted text-xs">{merchant.id}</code>
          </Line>
          {connection.label && <Line term={t("label")}>{connection.label}</Line>}
          <Line term={t("scopes")}>
            {connection.scopes.map((scope) => (isScope(scope) ? scopeText(`${scope}.short`) : scope)).join(" · ")}
          </Line>
          <Line term={t("period")}>
            <Moment at={connection.connectedAt} />
            <span className="block">
              – <Moment at={connection.disconnectedAt} />
            </span>
          </Line>
        </dl>
      </Part>

      <Part title={t("disconnect")}>
        <dl>
          <Line term={t("how")}>{t(`way.${way}`, { partner })}</Line>
          {way !== "receipthero" && way !== "system" && (
            <Line term={t("asked")}>
              {askedBy ? <Actor actor={askedBy} /> : t("notRecorded")}
              {askedAt && (
                <span className="block">
                  <Moment at={askedAt} />
                </span>
              )}
            </Line>
          )}
          <Line term={t("answer")}>{t(`answers.${answer ?? (way === "receipthero" ? "notified" : "none")}`)}</Line>
          {certificate.markedAsDisconnectedBy && (
            <Line term={t("markedAsDisconnectedBy")}>
              <Actor actor={certificate.markedAsDisconnectedBy} />
            </Line>
          )}
          <Line term={t("erasedAt")}>
            <Moment at={certificate.tokenErasedAt} />
          </Line>
        </dl>
      </Part>

      <p className="mt-6 rounded-lg border border-field px-4 py-3">{t("statement")}</p>

      <Part title={t("events")}>
        {events.length === 0 ? (
          <p className="text-muted">{t("noEvents")}</p>
        ) : (
          <ol className="text-sm">
            {events.map((event) => (
              <li
                key={event.id}
                className="grid gap-x-6 border-line border-t py-1.5 sm:grid-cols-[12rem_minmax(0,1fr)] print:grid-cols-[12rem_minmax(0,1fr)]"
              >
                <span className="text-muted">{t("event", { id: event.id })}</span>
                <span className="wrap-anywhere">
                  <What action={event.action} />
                  <span className="block text-muted">
                    <Moment at={event.at} />, <Actor actor={event.actor} />
                  </span>
                </span>
              </li>
            ))}
          </ol>
        )}
        <p className="mt-2 text-muted text-xs">{t("references")}</p>
      </Part>

      <footer className="fold mt-8 pt-4 text-muted text-sm">
        {t.rich("issued", { partner, date: () => <Moment at={certificate.issuedAt} /> })}
        {isSandbox && <strong className="block font-medium text-ink">{t("sandbox")}</strong>}
      </footer>
    </article>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="mt-7">
      <h2 className="mb-2 font-semibold">{title}</h2>
      {children}
    </section>
  );
}

function Line({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div className="grid gap-x-6 border-line border-t py-1.5 sm:grid-cols-[12rem_minmax(0,1fr)] print:grid-cols-[12rem_minmax(0,1fr)]">
      <dt className="text-muted">{term}</dt>
      <dd className="wrap-anywhere">{children}</dd>
    </div>
  );
}

/** A time as documents state it: to the second, in UTC. */
function Moment({ at }: { at: Date }) {
  const format = useFormatter();
  return <time dateTime={at.toISOString()}>{format.dateTime(at, "certificate")} UTC</time>;
}

function What({ action }: { action: string }) {
  const words = useTranslations("audit");
  return isAuditAction(action) ? words(action) : action;
}

function Actor({ actor }: { actor: NamedActor }) {
  const t = useTranslations("admin.connection.actor");
  if (actor.type === "API_KEY") return t("API_KEY", { name: actor.name ?? "" });
  if (actor.type !== "USER") return t(actor.type);
  return actor.email === null ? t("deleted") : readableEmailAddress(actor.email);
}
