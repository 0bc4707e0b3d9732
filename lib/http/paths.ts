/** The staff's page of a connection. */
export function connectionPath(receiptheroId: string): string {
  return `/admin/connections/${encodeURIComponent(receiptheroId)}`;
}
