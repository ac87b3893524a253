"use strict";
(() => {
  const $ = (id) => document.getElementById(id);

  // Only one list on paper.
  for (const button of document.querySelectorAll("button.print")) button.hidden = false;
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button.print");
    if (!button) return;
    document.body.classList.add("one");
    button.closest(".list").classList.add("chosen");
    window.print();
  });
  window.addEventListener("afterprint", () => {
    document.body.classList.remove("one");
    for (const list of document.querySelectorAll(".chosen")) list.classList.remove("chosen");
  });

  const tools = $("tools");
  if (!tools) return;
  const list = $("list");
  const search = $("q");
  const sort = $("sort");
  const filters = [...tools.querySelectorAll("select[data-by]")];
  // What may stand in the address, and so in the history of the browser: people and offices do not.
  const kept = filters.filter((f) => f.dataset.by !== "person" && f.dataset.by !== "office");
  const several = new Set(["clause", "person"]);

  // Width, case, kana and spaces make no difference: 「ｶﾀｶﾅ ABC」 finds 「かたかなabc」.
  const fold = (text) =>
    text.normalize("NFKC").toLowerCase().replace(/[\u3041-\u3096]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0x60));
  const squeeze = (text) => fold(text).replace(/\s+/g, "");

  const findings = [...list.children].map((element, place) => ({ element, place, text: null }));
  const textOf = (finding) => {
    if (finding.text === null) {
      const [head, message, meta, details] = finding.element.children;
      const more = details.querySelectorAll(".evidence, .ids");
      finding.text = [head, message, meta, ...more].map((part) => squeeze(part.textContent)).join("\n");
    }
    return finding.text;
  };

  const apply = () => {
    const terms = fold(search.value).split(/\s+/).filter(Boolean);
    const wanted = filters.filter((f) => f.value !== "").map((f) => [f.dataset.by, f.value]);
    let shown = 0;
    for (const finding of findings) {
      const data = finding.element.dataset;
      const fits =
        wanted.every(([by, value]) => (several.has(by) ? data[by].split(" ").includes(value) : data[by] === value)) &&
        terms.every((term) => textOf(finding).includes(term));
      if (finding.element.hidden === fits) finding.element.hidden = !fits;
      if (fits) shown += 1;
    }
    const count = $("count");
    count.textContent = count.dataset.say.replace("{n}", shown).replace("{m}", findings.length);
    $("no-match").hidden = shown > 0;
  };

  const words = new Intl.Collator(document.documentElement.lang, { numeric: true });
  const clauses = new Map([...$("by-clause").options].map((option, place) => [option.value, place]));
  const orders = {
    due: (finding) => finding.element.dataset.due,
    clause: (finding) => clauses.get(finding.element.dataset.clause.split(" ")[0]) || clauses.size,
    subject: (finding) => finding.element.querySelector(".subject").textContent,
    acts: (finding) => finding.element.querySelector(".acts").textContent,
  };
  const plain = new Set(["due", "clause"]);
  const arrange = () => {
    const key = orders[sort.value];
    if (key) {
      for (const finding of findings) finding.key = key(finding);
      const compare = plain.has(sort.value) ? (a, b) => (a < b ? -1 : Number(a > b)) : words.compare;
      findings.sort((a, b) => compare(a.key, b.key) || a.place - b.place);
    } else {
      findings.sort((a, b) => a.place - b.place);
    }
    // Out of the page and back at once: moved one by one, ten thousand would take many times as long.
    const sorted = document.createDocumentFragment();
    list.replaceChildren();
    sorted.append(...findings.map((finding) => finding.element));
    list.append(sorted);
  };

  const remember = () => {
    const address = new URLSearchParams();
    for (const filter of kept) if (filter.value !== "") address.set(filter.dataset.by, filter.value);
    if (sort.value !== "") address.set("sort", sort.value);
    const text = address.toString();
    history.replaceState(null, "", text === "" ? "#findings" : `#?${text}`);
  };
  const recall = () => {
    if (!location.hash.startsWith("#?")) return;
    clear();
    const address = new URLSearchParams(location.hash.slice(2));
    for (const filter of [...kept, sort]) {
      filter.value = address.get(filter.dataset.by ?? "sort") ?? "";
      if (filter.selectedIndex < 0) filter.value = "";
    }
    if (sort.value !== "") arrange();
    apply();
    $("findings").scrollIntoView();
  };
  const clear = () => {
    search.value = "";
    for (const filter of filters) filter.value = "";
  };

  let waiting = 0;
  search.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(apply, 150);
  });
  tools.addEventListener("change", (event) => {
    if (event.target === search) return;
    if (event.target === sort) arrange();
    else apply();
    remember();
  });
  $("clear").addEventListener("click", () => {
    clear();
    apply();
    remember();
    search.focus();
  });
  const openAll = $("open-all");
  const toggle = [openAll.textContent, openAll.dataset.close];
  openAll.addEventListener("click", () => {
    const open = openAll.textContent === toggle[0];
    for (const { element } of findings) element.querySelector("details").open = open;
    openAll.textContent = toggle[open ? 1 : 0];
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-filter]");
    if (!link) return;
    event.preventDefault();
    clear();
    $(`by-${link.dataset.filter}`).value = link.dataset.value;
    $("by-status").value = "open";
    apply();
    remember();
    const target = $("findings");
    target.scrollIntoView();
    target.focus({ preventScroll: true });
  });
  window.addEventListener("hashchange", recall);

  tools.hidden = false;
  apply();
  recall();
})();
