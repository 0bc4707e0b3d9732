import { useTranslations } from "next-intl";
import type { ConnectionStatus } from "@/prisma/generated/enums";

const DOT: Record<ConnectionStatus, string> = {
  ACTIVE: "bg-accent",
  REVOKING: "border-2 border-alert",
  REMOVED: "border-2 border-field",
};

/** The state of a connection in a word; shape as well as colour tells the states apart. */
export function StatusBadge({ status }: { status: ConnectionStatus }) {
  const t = useTranslations("connections.status");
  return (
    <span className="inline-flex items-center gap-2 whitespace-nowrap text-sm">
      <span aria-hidden="true" className={`size-2.5 rounded-full ${DOT[status]}`} />
      {t(status)}
    </span>
  );
}
