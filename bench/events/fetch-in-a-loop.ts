/**
 * Posts to a URL with a bare loop of fetch, without a database and without signatures.
 * @param atOnce how many requests run at once
 * @returns requests a second
 */
export async function fetchInALoop(url: string, count: number, atOnce: number): Promise<number> {
  const body = JSON.stringify({ type: "receipt.ready", timestamp: new Date(), data: { receipt_id: "x".repeat(300) } });
  const request = { method: "POST", headers: { "Content-Type": "application/json" }, body };
  let left = count;
  const begun = performance.now();
  const loop = async () => {
    while (left-- > 0) await (await fetch(url, request)).text();
  };
  await Promise.all(Array.from({ length: atOnce }, loop));
  return count / ((performance.now() - begun) / 1_000);
}
