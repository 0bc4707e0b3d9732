import { getTranslations } from "next-intl/server";
import { Cell, Head, HeadRow, ListTable, Row, Rows } from "@/components/admin/shared/list-table";
import { type Mark, StateMark } from "@/components/ui/state-mark";
import type { LineResult } from "@/lib/merchant-invitations/file/results";
import type { MerchantInvitationLineState } from "@/prisma/generated/enums";

const MARK: Record<MerchantInvitationLineState, Mark> = {
  WAITING: { shape: "dashed", tone: "muted" },
  INVITED: { shape: "disc", tone: "good" },
  ALREADY_INVITED: { shape: "bar", tone: "muted" },
  REFUSED: { shape: "triangle", tone: "bad" },
};

/** The result of each line of a file of invitations. */
export async function FileResults({ results }: { results: LineResult[] }) {
  const t = await getTranslations("admin.invitationFiles");
  return (
    <ListTable label={t("detail.results")}>
      <HeadRow>
        <Head>{t("detail.line")}</Head>
        <Head>{t("detail.externalId")}</Head>
        <Head wide>{t("detail.result")}</Head>
      </HeadRow>
      <Rows>
        {results.map((result) => (
          <Row key={result.number}>
            <Cell quiet>
              <span className="tabular-nums">{result.number}</span>
            </Cell>
            <Cell>
              <span className="wrap-anywhere font-medium">{result.externalId ?? "–"}</span>
              <div className="mt-1 sm:hidden">
                <Outcome result={result} />
              </div>
            </Cell>
            <Cell wide>
              <Outcome result={result} />
            </Cell>
          </Row>
        ))}
      </Rows>
    </ListTable>
  );
}

/** The result of a line, with the reason if it was refused. */
async function Outcome({ result: { state, error, field } }: { result: LineResult }) {
  const t = await getTranslations("admin.invitationFiles");
  return (
    <>
      <span className="inline-flex items-center gap-2 text-sm">
        <StateMark mark={MARK[state]} />
        {t(`detail.items.${state}`)}
      </span>
      {error && (
        <span className="block text-muted text-sm">
          {t(`refusals.${error}`)}{" "}
          {field && <span className="wrap-anywhere">{t("detail.inColumn", { column: field })}</span>}
        </span>
      )}
    </>
  );
}
