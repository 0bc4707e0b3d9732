/** The codes that senders use for units (UN/ECE Recommendation 20, and words of tills), by key of messages/en/units.json. */
const UNITS = {
  piece: ["H87", "C62", "EA", "PCE", "PCS", "PC", "KPL", "ST", "STK", "NAR"],
  kilogram: ["KGM", "KG"],
  gram: ["GRM", "G"],
  litre: ["LTR", "L", "LIT"],
  millilitre: ["MLT", "ML"],
  metre: ["MTR", "M"],
  centimetre: ["CMT", "CM"],
  squareMetre: ["MTK", "M2"],
  cubicMetre: ["MTQ", "M3"],
  kilowattHour: ["KWH"],
  hour: ["HUR", "H"],
  minute: ["MIN"],
  day: ["DAY"],
  pair: ["PR"],
  package: ["PK", "PKT", "XPK"],
} as const;

export type Unit = keyof typeof UNITS;

const BY_CODE = new Map(
  Object.entries(UNITS).flatMap(([unit, codes]) => codes.map((code): [string, Unit] => [code, unit as Unit])),
);

/** The unit that a code means; null for a code that is not known, which is shown as it is. */
export function unitOf(code: string): Unit | null {
  return BY_CODE.get(code.replace(/\.$/, "").toUpperCase()) ?? null;
}
