import { getTranslations } from "next-intl/server";
import { Cell, Head, ListTable } from "@/components/admin/shared/list-table";
import type { LineResult } from "@/lib/merchant-invitations/file/results";
import type { MerchantInvitationLineState } from "@/prisma/generated/enums";

const DOT: Record<MerchantInvitationLineState, string> = {
  WAITING: "border-2 border-line",
  INVITED: "bg-accent",
  ALREADY_INVITED: "border-2 border-accent",
  REFUSED: "border-2 border-alert",
};

/** The result of each line of a file of invitations. */
export async function FileResults({ results }: { results: LineResult[] }) {
  const t = await getTranslations("admin.invitationFiles");
  return (
    <ListTable label={t("detail.results")}>
      <thead>
        <tr>
          <Head>{t("detail.line")}</Head>
          <Head>{t("detail.externalId")}</Head>
          <Head wide>{t("detail.result")}</Head>
        </tr>
      </thead>
      <tbody>
        {results.map((result) => (
          <tr key={result.number} className="border-line border-t align-baseline">
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
          </tr>
        ))}
      </tbody>
    </ListTable>
  );
}

/** The result of a line, with the reason if it was refused. */
async function Outcome({ result: { state, error, field } }: { result: LineResult }) {
  const t = await getTranslations("admin.invitationFiles");
  return (
    <>
      <span className="inline-flex items-center gap-2 text-sm">
        <span aria-hidden="true" className={`size-2.5 shrink-0 rounded-full ${DOT[state]}`} />
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
