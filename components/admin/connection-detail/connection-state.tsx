import { useFormatter, useTranslations } from "next-intl";
import { Fact, Facts, Panel } from "@/components/admin/shared/panel";
import { revocationProblem } from "@/components/admin/shared/revocation-problem";
import { StaffTime } from "@/components/admin/shared/staff-time";
import { HealthBadge } from "@/components/connections/health-badge";
import { HealthReason } from "@/components/connections/health-reason";
import { ScopeNames } from "@/components/connections/scope-names";
import { CopyButton } from "@/components/ui/copy-button";
import { Link } from "@/components/ui/link";
import { isUnauthorizedReason } from "@/lib/access-tokens/unauthorized-reasons";
import { MAX_RECEIPTS, type StaffConnection } from "@/lib/connections/get-for-staff";
import { connectionPath } from "@/lib/http/paths";

/** The state of a connection, and the facts that explain it. */
export function ConnectionState({ connection }: { connection: StaffConnection }) {
  const t = useTranslations("admin.connection.state");
  const words = useTranslations("admin.connection");
  const problems = useTranslations("admin.connection.state.revocation");
  const { receiptheroId, disconnectingSince, unauthorizedSince, disconnectedAt, receipts, typicalInterval } =
    connection;
  // The expected times have no meaning for a disconnected connection.
  const isActive = connection.status === "ACTIVE";
  return (
    <Panel id="state" title={t("title")}>
      <p className="mb-5">
        <HealthReason facts={connection} viewer="staff" />
      </p>
      <Facts columns={2}>
        {disconnectingSince && (
          <Fact term={t("waiting")}>
            {t.rich("since", { date: () => <StaffTime at={disconnectingSince} to="second" /> })}
            {connection.revocationError && (
              <p className="text-alert">{revocationProblem(problems, connection.revocationError)}</p>
            )}
          </Fact>
        )}
        {unauthorizedSince && (
          <Fact term={t("unauthorized")}>
            {t.rich("since", { date: () => <StaffTime at={unauthorizedSince} to="second" /> })}
            {connection.unauthorizedReason && <Reason reason={connection.unauthorizedReason} />}
          </Fact>
        )}
        {disconnectedAt && (
          <Fact term={t("disconnectedAt")}>
            {t.rich(`disconnected.${connection.disconnectedBy ?? "SYSTEM"}`, {
              date: () => <StaffTime at={disconnectedAt} to="second" />,
            })}
          </Fact>
        )}
        <Fact term={t("connectedAt")}>
          <StaffTime at={connection.connectedAt} to="second" />
          {connection.grantNumber > 1 && ` · ${t("authorizations", { count: connection.grantNumber })}`}
        </Fact>
        {connection.modifiedAt && (
          <Fact term={t("modifiedAt")}>
            <StaffTime at={connection.modifiedAt} to="second" />
          </Fact>
        )}
        <Fact term={t("lastNotification")}>
          {connection.lastNotificationAt ? <StaffTime at={connection.lastNotificationAt} to="second" /> : t("never")}
        </Fact>
        <Fact term={t("receipts")}>
          {receipts > MAX_RECEIPTS ? t("manyReceipts", { count: MAX_RECEIPTS }) : receipts}
        </Fact>
        {isActive && (
          <Fact term={t("typicalInterval")}>
            {typicalInterval === null ? t("tooFew") : <Duration seconds={typicalInterval} />}
          </Fact>
        )}
        {isActive && connection.quietFrom && (
          <Fact term={t("quietFrom")}>
            <StaffTime at={connection.quietFrom} to="second" />
          </Fact>
        )}
        {isActive && connection.overdueFrom && (
          <Fact term={t("overdueFrom")}>
            <StaffTime at={connection.overdueFrom} to="second" />
          </Fact>
        )}
        <Fact term={t("scopes")}>
          <ScopeNames scopes={connection.scopes} />
        </Fact>
        {connection.replaces && (
          <Fact term={t("replaces")}>
            <Neighbour connection={connection.replaces} />
          </Fact>
        )}
        {connection.replacedBy.length > 0 && (
          <Fact term={t("replacedBy")}>
            <ul>
              {connection.replacedBy.map((next) => (
                <li key={next.receiptheroId}>
                  <Neighbour connection={next} />
                </li>
              ))}
            </ul>
          </Fact>
        )}
        <Fact term={t("id")}>
          <span className="inline-flex max-w-full items-center gap-1">
            <code className="break-all font-mono text-sm">{receiptheroId}</code>
            <CopyButton
              value={receiptheroId}
              label={words("copyId")}
              done={words("copied")}
              failed={words("copyFailed")}
              className="-my-2.5"
            />
          </span>
        </Fact>
      </Facts>
    </Panel>
  );
}

/** Why we believe that ReceiptHero refuses the token. */
function Reason({ reason }: { reason: string }) {
  const t = useTranslations("admin.connection.state.reason");
  return <p className="text-alert">{isUnauthorizedReason(reason) ? t(reason) : reason}</p>;
}

/** The connection that this one replaces, or that replaces it. */
function Neighbour({ connection }: { connection: NonNullable<StaffConnection["replaces"]> }) {
  const t = useTranslations("admin.connection.state");
  const { receiptheroId, label, health } = connection;
  return (
    <span className="inline-flex flex-wrap items-baseline gap-x-3">
      <Link href={connectionPath(receiptheroId)} className="underline underline-offset-4 hover:text-accent">
        {label || t("noLabel")}
      </Link>
      <HealthBadge health={health} />
    </span>
  );
}

const UNITS = [
  { unit: "day", seconds: 86_400 },
  { unit: "hour", seconds: 3_600 },
  { unit: "minute", seconds: 60 },
] as const;

/** A duration in the largest unit of which it has at least two. */
function Duration({ seconds }: { seconds: number }) {
  const format = useFormatter();
  const fitting = UNITS.find((one) => seconds >= 2 * one.seconds) ?? { unit: "second", seconds: 1 };
  return format.number(Math.round(seconds / fitting.seconds), {
    style: "unit",
    unit: fitting.unit,
    unitDisplay: "long",
  });
}
