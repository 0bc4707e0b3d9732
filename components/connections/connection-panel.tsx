import type { SubmissionResult } from "@conform-to/react";
import { getTranslations } from "next-intl/server";
import { ConnectionDetails } from "@/components/connections/connection-details";
import { ConnectionHistory } from "@/components/connections/connection-history";
import { LabelForm } from "@/components/connections/label-form";
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
  relabel: (last: unknown, formData: FormData) => Promise<SubmissionResult>;
};

/** All details of a connection for a merchant, and all actions. */
export async function ConnectionPanel({
  connection,
  mayChange,
  history,
  receipts,
  partner,
  visitMembership,
  relabel,
}: ConnectionPanelProps) {
  const t = await getTranslations("connection");
  const { receiptheroId, status, health } = connection;
  const needsReconnecting = status !== "ACTIVE" || health === "unauthorized";
  const page = merchantConnectionPath(receiptheroId);
  return (
    <>
      <ConnectionDetails connection={connection} mayChange={mayChange} partner={partner} />
      <div className="mt-7 flex flex-wrap gap-3 empty:hidden">
        {mayChange && needsReconnecting && (
          <ButtonLink href={`/connections/new?${new URLSearchParams({ reconnect: receiptheroId })}`}>
            {t("reconnect")}
          </ButtonLink>
        )}
        {mayChange && status === "ACTIVE" && (
          <>
            <Form action={visitMembership}>
              <input type="hidden" name="receiptheroId" value={receiptheroId} />
              <Button type="submit" look={needsReconnecting ? "secondary" : "primary"}>
                {t("change")}
              </Button>
            </Form>
            <ButtonLink href={`${page}/disconnect`} look="secondary">
              {t("disconnect")}
            </ButtonLink>
          </>
        )}
      </div>
      <ReceiptSection connection={connection} receipts={receipts} mayChange={mayChange} partner={partner} />
      {mayChange && <LabelForm action={relabel} receiptheroId={receiptheroId} label={connection.label} />}
      <ConnectionHistory history={history} />
    </>
  );
}
