/** The path of a connection's page for staff. */
export function connectionPath(receiptheroId: string): string {
  return `/admin/connections/${encodeURIComponent(receiptheroId)}`;
}
