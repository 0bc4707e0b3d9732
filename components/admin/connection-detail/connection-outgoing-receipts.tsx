import { useTranslations } from "next-intl";
import { outgoingReceiptPath, outgoingReceiptsPath } from "@/components/admin/outgoing-receipts/paths";
import { ProblemText } from "@/components/admin/outgoing-receipts/problem-text";
import { StateBadge } from "@/components/admin/outgoing-receipts/state-badge";
import { Panel } from "@/components/admin/shared/panel";
import { StaffTime } from "@/components/admin/shared/staff-time";
import { Link } from "@/components/ui/link";
import type { ListedOutgoingReceipt } from "@/lib/outgoing-receipts/list";

type ConnectionOutgoingReceiptsProps = { receiptheroId: string; receipts: ListedOutgoingReceipt[] };

/** The newest receipts that the partner's systems sent for a connection. */
export function ConnectionOutgoingReceipts({ receiptheroId, receipts }: ConnectionOutgoingReceiptsProps) {
  const t = useTranslations("admin.connection.outgoingReceipts");
  const all = (
    <Link
      href={outgoingReceiptsPath({ q: receiptheroId })}
      className="py-0.5 text-sm underline underline-offset-4 hover:text-accent"
    >
      {t("all")}
    </Link>
  );
  return (
    <Panel id="outgoing-receipts" title={t("title")} aside={all}>
      <ul className="divide-y divide-line">
        {receipts.map(({ id, createdAt, state, problem }) => (
          <li key={id} className="py-2.5 first:pt-0 last:pb-0">
            <Link href={outgoingReceiptPath(id)} className="underline-offset-4 hover:text-accent hover:underline">
              <StaffTime at={createdAt} to="second" />
            </Link>
            <p className="text-muted text-sm">
              <StateBadge state={state} />
              {state !== "SENT" && problem && (
                <>
                  {" · "}
                  <ProblemText problem={problem} />
                </>
              )}
            </p>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
