import { getTranslations } from "next-intl/server";
import { Cell, Head, HeadRow, ListTable, Row, Rows } from "@/components/admin/shared/list-table";
import { revocationProblem } from "@/components/admin/shared/revocation-problem";
import { StaffTime } from "@/components/admin/shared/staff-time";
import { Link } from "@/components/ui/link";
import { type Mark, StateMark } from "@/components/ui/state-mark";
import type { BulkResult } from "@/lib/connections/bulk-disconnect/results";
import { connectionPath } from "@/lib/http/paths";
import { LINK_PAUSE_HOURS } from "@/lib/lifetimes";
import type { BulkItemState } from "@/prisma/generated/enums";

const MARK: Record<BulkItemState, Mark> = {
  WAITING: { shape: "ring", tone: "muted" },
  DISCONNECTING: { shape: "dashed", tone: "bad" },
  DISCONNECTED: { shape: "disc", tone: "good" },
  SKIPPED: { shape: "bar", tone: "muted" },
  QUEUED: { shape: "disc", tone: "good" },
};

/** The result for each connection of a bulk disconnect. */
export async function BulkResults({ results }: { results: BulkResult[] }) {
  const t = await getTranslations("admin.bulkDisconnect.detail");
  return (
    <ListTable label={t("results")}>
      <HeadRow>
        <Head>{t("connection")}</Head>
        <Head wide>{t("business")}</Head>
        <Head wide>{t("result")}</Head>
        <Head wide>{t("when")}</Head>
      </HeadRow>
      <Rows>
        {results.map((result) => (
          <Row key={result.receiptheroId}>
            <Cell>
              <Link
                href={connectionPath(result.receiptheroId)}
                className="wrap-anywhere font-medium underline-offset-4 hover:text-accent hover:underline"
              >
                {result.label ?? t("gone")}
              </Link>
              <code className="wrap-anywhere block font-mono text-muted text-xs">{result.receiptheroId}</code>
              <div className="mt-1 sm:hidden">
                <p className="wrap-anywhere text-muted text-sm">{result.business}</p>
                <Outcome result={result} />
                {result.at && (
                  <p className="text-muted text-sm">
                    <StaffTime at={result.at} to="second" />
                  </p>
                )}
              </div>
            </Cell>
            <Cell wide>
              <span className="wrap-anywhere">{result.business}</span>
            </Cell>
            <Cell wide>
              <Outcome result={result} />
            </Cell>
            <Cell wide quiet>
              {result.at && <StaffTime at={result.at} to="second" />}
            </Cell>
          </Row>
        ))}
      </Rows>
    </ListTable>
  );
}

/** The result for a connection, with the reason if it is not disconnected. */
async function Outcome({ result }: { result: BulkResult }) {
  const { state, skipReason, waitingFor } = result;
  const t = await getTranslations("admin.bulkDisconnect.detail");
  const reconnect = await getTranslations("admin.bulkDisconnect.reconnect");
  const ofLinks = (["healthy", "mailed_today", "nobody"] as const).find((reason) => reason === skipReason);
  const ofOthers = (["granted_again", "not_approved"] as const).find((reason) => reason === skipReason);
  const skipped = ofLinks ? reconnect(ofLinks, { hours: LINK_PAUSE_HOURS }) : t(ofOthers ?? "not_active");
  const mails = (["sent", "waiting", "unsent"] as const).filter((outcome) => result[outcome] > 0);
  const sending = mails.map((outcome) => reconnect(outcome, { count: result[outcome] })).join(", ");
  const problems = await getTranslations("admin.connection.state.revocation");
  const problem = waitingFor && revocationProblem(problems, waitingFor);
  const details = { SKIPPED: skipped, QUEUED: sending, DISCONNECTING: problem, DISCONNECTED: null, WAITING: null };
  return (
    <>
      <span className="inline-flex items-center gap-2 whitespace-nowrap text-sm">
        <StateMark mark={MARK[state]} />
        {t(`items.${state}`)}
      </span>
      <span className="block text-muted text-sm">{details[state]}</span>
    </>
  );
}
