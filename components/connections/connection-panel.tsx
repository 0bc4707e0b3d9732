import { getTranslations } from "next-intl/server";
import { ConnectionDetails } from "@/components/connections/connection-details";
import { ConnectionHistory } from "@/components/connections/connection-history";
import { ReceiptSection } from "@/components/receipts/receipt-section";
import { Button, ButtonLink } from "@/components/ui/button";
import { Form } from "@/components/ui/form";
import type { Connection } from "@/lib/connections/get-for-merchant";
import type { HistoryEvent } from "@/lib/connections/history-for-merchant";
import { merchantConnectionPath } from "@/lib/http/paths";
import type { ReceiptPage } from "@/lib/receipts/list";

type ConnectionPanelProps = {
  connection: Connection;
  /** Whether the viewer may change the connection. */
  mayChange: boolean;
  history: HistoryEvent[];
  receipts: ReceiptPage;
  partner: string;
  visitMembership: (formData: FormData) => Promise<void>;
};

/** A connection below its heading, for a merchant: how to get it back, its receipts, details and history. */
export async function ConnectionPanel(props: ConnectionPanelProps) {
  const { connection, mayChange, history, receipts, partner, visitMembership } = props;
  const t = await getTranslations("connection");
  const { receiptheroId, status, health } = connection;
  return (
    <>
      {mayChange && (status !== "ACTIVE" || health === "unauthorized") && (
        <div className="actions mt-5">
          <ButtonLink href={`/connections/new?${new URLSearchParams({ reconnect: receiptheroId })}`}>
            {t("reconnect")}
          </ButtonLink>
        </div>
      )}
      <ReceiptSection connection={connection} receipts={receipts} mayChange={mayChange} partner={partner} />
      <ConnectionDetails connection={connection} partner={partner} />
      {mayChange && status === "ACTIVE" && (
        <div className="actions mt-7">
          <Form action={visitMembership}>
            <input type="hidden" name="receiptheroId" value={receiptheroId} />
            <Button type="submit" look="secondary">
              {t("change")}
            </Button>
          </Form>
          <ButtonLink href={`${merchantConnectionPath(receiptheroId)}/disconnect`} look="quiet-danger">
            {t("disconnect")}
          </ButtonLink>
        </div>
      )}
      <ConnectionHistory history={history} />
    </>
  );
}
