// Light, dark, or as the machine has it; remembered by the browser.

export function startTheme(select) {
  select.value = localStorage.getItem("theme") ?? "";
  const apply = () => {
    document.documentElement.dataset.theme = select.value;
    localStorage.setItem("theme", select.value);
  };
  select.addEventListener("change", apply);
  apply();
}
