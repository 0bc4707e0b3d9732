import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { MetadataDrift } from "@/components/connections/metadata-drift";
import { CopyButton } from "@/components/ui/copy-button";
import { Link } from "@/components/ui/link";
import { getBrand } from "@/lib/brand/current";
import type { Connection } from "@/lib/connections/get-for-merchant";
import { merchantConnectionPath } from "@/lib/http/paths";
import { getFormatter } from "@/lib/i18n/formatter";
import { isScope } from "@/lib/receipthero/scopes";

type ConnectionDetailsProps = {
  connection: Connection;
  partner: string;
};

/** All details of a connection for a merchant, on a paper card. */
export async function ConnectionDetails({ connection, partner }: ConnectionDetailsProps) {
  const t = await getTranslations("connection");
  const scopeText = await getTranslations("scopes");
  const format = await getFormatter();
  const { supportUrl } = await getBrand();
  const date = (value: Date) => <time dateTime={value.toISOString()}>{format.dateTime(value, "moment")}</time>;
  const { scopes, connectedAt, modifiedAt, disconnectedAt, lastNotificationAt, metadata, drift, reportedAt } =
    connection;
  return (
    <div className="mt-10 drop-shadow-[0_8px_20px_rgb(20_50_40/0.08)]">
      <section aria-label={t("details")} className="torn rounded-t-2xl bg-surface">
        <dl className="grid gap-5 px-6 py-7 sm:px-9">
          <Row term={t("scopes")}>
            <ul className="grid gap-2">
              {scopes.map((scope) => (
                <li key={scope}>{isScope(scope) ? scopeText(`${scope}.body`, { partner }) : scope}</li>
              ))}
            </ul>
          </Row>
          <Row term={t("connectedAt")}>{date(connectedAt)}</Row>
          {modifiedAt && <Row term={t("modifiedAt")}>{date(modifiedAt)}</Row>}
          {disconnectedAt && <Row term={t("disconnectedAt")}>{date(disconnectedAt)}</Row>}
          {lastNotificationAt && <Row term={t("lastReceipt")}>{date(lastNotificationAt)}</Row>}
          <Successor term={t("replaces")} connection={connection.replaces} />
          <Successor term={t("replacedBy")} connection={connection.replacedBy} />
          <Row term={t("id")}>
            <span className="flex items-start gap-1">
              <code className="min-w-0 break-all py-1 font-mono text-sm">{connection.receiptheroId}</code>
              <CopyButton
                value={connection.receiptheroId}
                label={t("copyId")}
                done={t("copied")}
                failed={t("copyFailed")}
                className="-my-1.5"
              />
            </span>
            <p className="mt-1 text-muted text-sm">
              {t("idHint")}{" "}
              {supportUrl && (
                <a href={supportUrl} className="underline underline-offset-4 hover:text-accent">
                  {t("support")}
                </a>
              )}
            </p>
          </Row>
        </dl>
        <div className="fold mx-6 pt-6 pb-8 sm:mx-9">
          <h2 className="font-medium">{t("metadata")}</h2>
          <p className="mt-1 text-muted text-sm">{metadata.length > 0 ? t("metadataHint") : t("noMetadata")}</p>
          {metadata.length > 0 && (
            <dl className="mt-4 grid gap-2.5 text-sm">
              {metadata.map(({ key, value }) => (
                <Row key={key} term={key}>
                  <span className="break-words">{value}</span>
                </Row>
              ))}
            </dl>
          )}
          {reportedAt && drift.length > 0 && (
            <div className="mt-6">
              <h3 className="font-medium">{t("drift.title")}</h3>
              <p className="mt-1 mb-4 text-muted text-sm">{t.rich("drift.body", { date: () => date(reportedAt) })}</p>
              <MetadataDrift rows={drift} />
            </div>
          )}
        </div>
      </section>
    </div>
  );
}

/**
 * A link to the connection that this one replaces, or that replaces it, when reconnecting gave a new ReceiptHero ID.
 */
function Successor({ term, connection }: { term: string; connection: Connection["replaces"] }) {
  if (!connection) return null;
  return (
    <Row term={term}>
      <Link
        href={merchantConnectionPath(connection.receiptheroId)}
        className="underline underline-offset-4 hover:text-accent"
      >
        {connection.label}
      </Link>
    </Row>
  );
}

function Row({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div className="grid gap-x-6 gap-y-0.5 sm:grid-cols-[10rem_1fr]">
      <dt className="wrap-anywhere text-muted">{term}</dt>
      <dd className="wrap-anywhere min-w-0">{children}</dd>
    </div>
  );
}
