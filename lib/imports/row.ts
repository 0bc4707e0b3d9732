import "server-only";
import { seal, unseal } from "@/lib/crypto/seal";
import { type ImportLine, importLineSchema } from "@/lib/imports/line";

/** Seals what a line says for its row. */
export function sealLine(line: ImportLine, importId: string, number: number): string {
  return seal(JSON.stringify(line), rowName(importId, number));
}

/**
 * Opens a line that `sealLine` sealed.
 * @throws AppError `seal_key_missing` or `seal_broken`
 */
export function openLine(sealedLine: string, importId: string, number: number): ImportLine {
  return importLineSchema.parse(JSON.parse(unseal(sealedLine, rowName(importId, number))));
}

export function rowName(importId: string, number: number): string {
  return `import ${importId} line ${number}`;
}
