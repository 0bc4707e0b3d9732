import { getTranslations } from "next-intl/server";
import { Cell, Head, HeadRow, ListTable, Row, Rows } from "@/components/admin/shared/list-table";
import { Link } from "@/components/ui/link";
import { type Mark, StateMark } from "@/components/ui/state-mark";
import { connectionPath } from "@/lib/http/paths";
import type { ImportResult } from "@/lib/imports/results";
import { MAX_IMPORT_LINE_BYTES } from "@/lib/size-limits";
import type { ImportLineState } from "@/prisma/generated/enums";

const MARK: Record<ImportLineState, Mark> = {
  WAITING: { shape: "dashed", tone: "muted" },
  IMPORTED: { shape: "disc", tone: "good" },
  UPDATED: { shape: "half", tone: "good" },
  UNCHANGED: { shape: "bar", tone: "muted" },
  REFUSED: { shape: "triangle", tone: "bad" },
};

/** The result of each line of an import. */
export async function ImportResults({ results }: { results: ImportResult[] }) {
  const t = await getTranslations("admin.imports.detail");
  return (
    <ListTable label={t("results")}>
      <HeadRow>
        <Head>{t("line")}</Head>
        <Head>{t("externalId")}</Head>
        <Head wide>{t("connection")}</Head>
        <Head wide>{t("result")}</Head>
      </HeadRow>
      <Rows>
        {results.map((result) => (
          <Row key={result.number}>
            <Cell quiet>
              <span className="tabular-nums">{result.number}</span>
            </Cell>
            <Cell>
              <span className="wrap-anywhere font-medium">{result.externalId ?? "–"}</span>
              <div className="mt-1 grid justify-items-start sm:hidden">
                <ResultConnection result={result} />
                <Outcome result={result} />
              </div>
            </Cell>
            <Cell wide>
              <ResultConnection result={result} />
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

/** The connection that a line names, as a link once it is here. */
function ResultConnection({ result: { receiptheroId, state } }: { result: ImportResult }) {
  if (receiptheroId === null) return null;
  const id = <code className="wrap-anywhere font-mono text-sm">{receiptheroId}</code>;
  if (state === "WAITING" || state === "REFUSED") return id;
  return (
    <Link href={connectionPath(receiptheroId)} className="underline-offset-4 hover:text-accent hover:underline">
      {id}
    </Link>
  );
}

/** The result of a line, with the reason if it was refused. */
async function Outcome({ result: { state, error, field } }: { result: ImportResult }) {
  const t = await getTranslations("admin.imports");
  return (
    <>
      <span className="inline-flex items-center gap-2 whitespace-nowrap text-sm">
        <StateMark mark={MARK[state]} />
        {t(`detail.items.${state}`)}
      </span>
      {error && (
        <span className="block text-muted text-sm">
          {t(`refusals.${error}`, { kilobytes: MAX_IMPORT_LINE_BYTES / 1024 })}{" "}
          {field && <span className="wrap-anywhere">{t("detail.inField", { field })}</span>}
        </span>
      )}
    </>
  );
}
