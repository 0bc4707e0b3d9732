/** A share as a bar. The number is beside it. @param share from 0 to 1 */
export function ShareBar({ share }: { share: number }) {
  return (
    <span aria-hidden="true" className="share">
      <span style={{ width: `${(100 * share).toFixed(1)}%` }} />
    </span>
  );
}
