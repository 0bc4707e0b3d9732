import { csvFormats } from "@/lib/http/csv";

/** The formats of an export of the audit log. */
export const auditFormats = [...csvFormats, "ndjson"] as const;
export type AuditFormat = (typeof auditFormats)[number];
