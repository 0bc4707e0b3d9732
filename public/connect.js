/*
 * Opens connect sessions from the partner's own page (docs/connect-sessions.md).
 *
 *   const outcome = await ReceiptHeroConnect.open(url);
 *
 * Call it in a click handler, with the `url` of a session or a promise of it. It opens a popup; on a phone, the same tab
 * goes there instead. It resolves to the session's `session_id`, `status`, `reason`, `receipthero_id` and `state`, or to
 * `{ status: "unknown" }` when the popup was closed or cut off from this page. An outcome is a claim: ask your own server,
 * which asks GET /api/v1/connect-sessions/{id}.
 */
(() => {
  const origin = new URL(document.currentScript.src).origin;
  const features = "popup,width=520,height=720";
  // How often to look whether the popup is closed. Browsers tell a page of another origin nothing else.
  const lookEveryMs = 500;
  // A popup posts its outcome and closes itself at once: the message may arrive just after that.
  const graceMs = 1000;

  function isPhone() {
    return matchMedia("(max-width: 640px), (pointer: coarse)").matches;
  }

  function outcomeOf(popup) {
    return new Promise((resolve) => {
      const finish = (outcome) => {
        removeEventListener("message", hear);
        clearInterval(timer);
        resolve(outcome);
      };
      const hear = ({ source, origin: from, data }) => {
        if (source !== popup || from !== origin || data?.type !== "connect-session") return;
        const { type, ...outcome } = data;
        finish(outcome);
      };
      addEventListener("message", hear);
      const timer = setInterval(() => {
        if (!popup.closed) return;
        clearInterval(timer);
        setTimeout(finish, graceMs, { status: "unknown" });
      }, lookEveryMs);
    });
  }

  async function open(url) {
    // Opened before the URL is known, because browsers allow a popup only during a click.
    const popup = isPhone() ? null : window.open("about:blank", "_blank", features);
    try {
      const target = new URL(await url);
      if (target.origin !== origin) throw new Error("not the URL of a connect session");
      if (!popup) {
        location.assign(target);
        return await new Promise(() => {});
      }
      target.searchParams.set("window", "popup");
      popup.location.replace(target);
      return await outcomeOf(popup);
    } catch (error) {
      popup?.close();
      throw error;
    }
  }

  window.ReceiptHeroConnect = { open };
})();
