/** The mark of a state. Each shape has one look in globals.css, so it says as much as the colour. */
export type Mark = {
  shape: "disc" | "half" | "ring" | "dashed" | "bar" | "triangle" | "diamond";
  tone: "good" | "bad" | "muted";
};

/** A mark beside the name of a state, hidden from screen readers, which read the name. */
export function StateMark({ mark: { shape, tone } }: { mark: Mark }) {
  return <span aria-hidden="true" className={`mark ${shape} ${tone}`} />;
}
