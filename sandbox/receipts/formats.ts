import { z } from "zod";

/** The formats in which a receipt can be read (receipthero-api.md section 2.2). */
export const receiptFormat = z.enum(["hero_json", "hero_pdf", "finvoice_xml", "finvoice_pdf"]);

export type ReceiptFormat = z.infer<typeof receiptFormat>;
