import { getNow, getTranslations } from "next-intl/server";
import { isUnauthorizedReason } from "@/lib/access-tokens/unauthorized-reasons";
import { getBrand } from "@/lib/brand/current";
import { getFormatter } from "@/lib/i18n/formatter";
import { DISCONNECT_RETRY_HOURS } from "@/lib/lifetimes";
import type { ConnectionHealth, DisconnectedBy } from "@/prisma/generated/enums";

/** The columns from which the database computes the health. */
type HealthFacts = {
  health: ConnectionHealth;
  lastNotificationAt: Date | null;
  /** Seconds. */
  typicalInterval: number | null;
  overdueFrom: Date | null;
  unauthorizedReason: string | null;
  disconnectingSince: Date | null;
  disconnectedBy: DisconnectedBy | null;
};

const PERSISTENCE_MS = DISCONNECT_RETRY_HOURS * 60 * 60 * 1000;

/** `reader`: a user of the merchant who cannot reconnect. */
type HealthReasonProps = { facts: HealthFacts; viewer: "merchant" | "reader" | "staff" };

/** A sentence that explains the health of a connection. */
export async function HealthReason({ facts, viewer }: HealthReasonProps) {
  const t = await getTranslations("health.why");
  const format = await getFormatter();
  const now = await getNow();
  const { name: partner } = await getBrand();
  const ago = (date: Date | null) => format.relativeTime(date ?? now, now);
  const {
    health,
    lastNotificationAt,
    typicalInterval,
    overdueFrom,
    unauthorizedReason,
    disconnectingSince,
    disconnectedBy,
  } = facts;

  switch (health) {
    case "healthy":
      if (!lastNotificationAt) return t("new");
      return typicalInterval === null
        ? t("healthy", { ago: ago(lastNotificationAt) })
        : t("usual", { ...pace(typicalInterval), ago: ago(lastNotificationAt) });
    case "quiet":
      return t("quiet", { ...pace(typicalInterval ?? 0), ago: ago(lastNotificationAt) });
    case "overdue":
      return t("overdue", { ago: ago(overdueFrom) });
    case "unauthorized":
      return t(`unauthorized.${viewer}.${isUnauthorizedReason(unauthorizedReason) ? unauthorizedReason : "refused"}`);
    case "disconnecting":
      return disconnectingSince && now.getTime() - disconnectingSince.getTime() > PERSISTENCE_MS
        ? t("disconnectingLong", { ago: ago(disconnectingSince), partner })
        : t("disconnecting", { ago: ago(disconnectingSince) });
    case "disconnected":
      return t(`disconnected.${viewer === "reader" ? "merchant" : viewer}.${disconnectedBy ?? "SYSTEM"}`, {
        partner,
      });
  }
}

/** A duration in the usual unit for its length. */
function pace(seconds: number): { count: number; unit: "minute" | "hour" | "day" } {
  if (seconds < 90 * 60) return { count: Math.max(1, Math.round(seconds / 60)), unit: "minute" };
  if (seconds < 36 * 3600) return { count: Math.round(seconds / 3600), unit: "hour" };
  return { count: Math.round(seconds / 86_400), unit: "day" };
}
