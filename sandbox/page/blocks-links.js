// Links in messages lead to the platforms' own addresses. Here nothing leaves the machine: whoever shows that post or
// chat on this page may take the event `sandbox:open`; otherwise the address is told.

export function openLink(event, url) {
  event?.preventDefault();
  const open = new CustomEvent("sandbox:open", { detail: { url }, cancelable: true });
  if (!document.dispatchEvent(open)) return;
  document.dispatchEvent(new CustomEvent("sandbox:link", { detail: { url } }));
}
