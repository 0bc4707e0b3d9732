import { getTranslations } from "next-intl/server";
import { AccessHint } from "@/components/receipts/access-hint";
import { ReceiptList } from "@/components/receipts/receipt-list";
import { Link } from "@/components/ui/link";
import type { Connection } from "@/lib/connections/get-for-merchant";
import { merchantConnectionPath } from "@/lib/http/paths";
import { receiptAccess } from "@/lib/receipts/access";
import type { ReceiptPage } from "@/lib/receipts/list";

type ReceiptSectionProps = {
  connection: Connection;
  receipts: ReceiptPage;
  /** Whether the viewer may change the connection. */
  mayChange: boolean;
  partner: string;
};

/** The newest receipts of a connection, on its page. */
export async function ReceiptSection({ connection, receipts, mayChange, partner }: ReceiptSectionProps) {
  const t = await getTranslations("receipts");
  const { receiptheroId } = connection;
  // The settings show several connections on one page.
  const headingId = `receipts-${receiptheroId}`;
  const access = receiptAccess(connection);
  const path = `${merchantConnectionPath(receiptheroId)}/receipts` as const;
  return (
    <section aria-labelledby={headingId} className="mt-9">
      <div className="flex flex-wrap items-baseline justify-between gap-x-6">
        <h2 id={headingId} className="font-semibold text-xl tracking-tight">
          {t("title")}
        </h2>
        {receipts.next && (
          <Link
            href={path}
            className="inline-flex min-h-11 items-center underline underline-offset-4 hover:text-accent"
          >
            {t("all")}
          </Link>
        )}
      </div>
      <div className="mt-4 grid grid-cols-1 gap-4">
        <AccessHint access={access} receiptheroId={receiptheroId} mayChange={mayChange} partner={partner} />
        {receipts.receipts.length > 0 && (
          <ReceiptList receipts={receipts.receipts} path={path} canOpen={access === "granted"} />
        )}
        {receipts.receipts.length === 0 && access === "granted" && <p className="text-muted">{t("empty")}</p>}
      </div>
    </section>
  );
}
