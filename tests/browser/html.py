#!/usr/bin/env python3
"""Tries the HTML report in headless Chromium, from a file, as its readers do.

Usage: html.py PROGRAM (the built mcs-audit)

Needs Chromium with its driver and pdftotext (Debian: chromium, chromium-driver, poppler-utils, fonts-noto-cjk) and
selenium. Nothing is downloaded, and the browser is given no reason to go to the network.
"""

import base64
import copy
import json
import os
import re
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

os.environ["SE_OFFLINE"] = "true"

from selenium import webdriver  # noqa: E402
from selenium.common.exceptions import NoAlertPresentException  # noqa: E402
from selenium.webdriver.chrome.service import Service  # noqa: E402
from selenium.webdriver.common.by import By  # noqa: E402
from selenium.webdriver.common.keys import Keys  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
HOSTILE = [
    "<script>alert(1)</script>",
    "</script><img src=x onerror=alert(1)>",
    "\"><svg onload=alert(1)>'`--!>]]>",
    "</style><link rel=stylesheet href=http://evil.example/x.css>",
    "</title></textarea></select><iframe src=http://evil.example></iframe>",
    "&lt;b&gt;&#x3C;script&#x3E;",
    "javascript:alert(1)",
    "\u202egnp.exe\u2066x\u2069\u200f",
    "nul\0bell\a\x1b[31m\x9b\u2028\u2029\ufeff",
    "👩‍⚕️𠮷野家㍿髙﨑 עברית العربية",
    "W" * 5000,
    "長い名前" * 1000,
]
# Far more than a quiet machine takes: what these bounds catch is work that grows with the square of the findings.
LOAD_SECONDS, STEP_SECONDS, MANY = 90, 20, 10_000


def golden(lang):
    return json.loads((ROOT / f"tests/golden/report.{lang}.json").read_text("utf-8"))


def hostile(lang):
    report = golden(lang)
    report["run"]["office"] = HOSTILE[1]
    for text, finding, source in zip(HOSTILE, report["findings"], report["run"]["inputs"]):
        named = {"key": text, "label": text}
        finding["subject"].update(key=text, label=text)
        finding["message"] = text
        finding["fix"] = [text]
        finding["assignees"] = [named]
        finding["concerns"] = dict.fromkeys(["office", "group", "patient", "person"], named)
        for place in finding["evidence"]:
            place.update(file=text, sheet=text, column=text, note=text)
        source.update(file=text, sheet=text)
    ended, coming = report["comparison"]["ended"], report["upcoming"]["findings"]
    report["comparison"]["ended"] = [
        {**ended[place % len(ended)], "message": text, "subject": {"table": "staff", "key": text, "label": text}}
        for place, text in enumerate(HOSTILE)
    ]
    report["upcoming"]["findings"] = [
        {**coming[0], "message": text, "assignees": [{"key": text, "label": text}],
         "subject": {"table": "staff", "key": text, "label": text}}
        for text in HOSTILE
    ]
    return report


def many(lang):
    report = golden(lang)
    findings = report["findings"]
    report["findings"] = []
    for number in range(MANY):
        finding = copy.deepcopy(findings[number % len(findings)])
        finding["id"] = f"{number:016x}"
        finding["subject"]["label"] += f" {number:05}"
        finding["concerns"]["person"] = {"key": f"S{number % 300:03}", "label": f"架空 職員{number % 300:03}"}
        report["findings"].append(finding)
    return report


def squeezed(text):
    return re.sub(r"\s+", "", text)


class Page(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        options = webdriver.ChromeOptions()
        options.binary_location = "/usr/bin/chromium"
        for flag in [*FLAGS, f"--user-data-dir={cls.folder.name}/profile"]:
            options.add_argument(flag)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        cls.browser = webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))
        cls.addClassCleanup(cls.browser.quit)
        cls.browser.set_page_load_timeout(LOAD_SECONDS * 2)
        cls.browser.set_script_timeout(STEP_SECONDS * 2)

    def write(self, report, *options):
        stored = Path(self.folder.name, "report.json")
        stored.write_text(json.dumps(report), "utf-8")
        page = Path(self.folder.name, "report.html")
        subprocess.run([PROGRAM, "report", stored, "--format", f"html={page}", *options], check=True)
        return page

    def open(self, report, *options, width=1280, dark=False, scripts=True):
        """Opens the page of a report from its file; whatever the browser says of an earlier one is forgotten."""
        page = self.write(report, *options)
        scheme = [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]
        self.cdp("Emulation.setEmulatedMedia", features=scheme)
        self.cdp("Emulation.setScriptExecutionDisabled", value=not scripts)
        self.cdp("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=width < 500)
        self.browser.get("about:blank")
        for kind in ("browser", "performance"):
            self.browser.get_log(kind)
        self.browser.get(page.as_uri())
        return page

    def cdp(self, command, **arguments):
        return self.browser.execute_cdp_cmd(command, arguments)

    def js(self, code, *arguments):
        return self.browser.execute_script(code, *arguments)

    def choose(self, control, value):
        """Chooses as a person would, and gives the seconds until the browser has drawn it."""
        code = """
            const [id, value, done] = arguments, control = document.getElementById(id), start = performance.now();
            const drawn = () => requestAnimationFrame(() => setTimeout(() => done((performance.now() - start) / 1000)));
            if (control.tagName === "BUTTON") control.click();
            else {
              control.value = value;
              control.dispatchEvent(new Event(id === "q" ? "input" : "change", { bubbles: true }));
            }
            id === "q" ? setTimeout(drawn, 200) : drawn();
        """
        return self.browser.execute_async_script(code, control, value)

    def shown(self):
        """The findings to be seen, in order: what their attributes say and how they are called."""
        code = """
            return [...document.querySelectorAll("article")].filter((a) => a.offsetParent !== null && !a.hidden).map(
              (a) => ({ ...a.dataset, text: a.textContent, subject: a.querySelector(".subject").textContent,
                        acts: a.querySelector(".acts").textContent }));
        """
        return self.js(code)

    def assert_quiet(self, page):
        self.assertEqual(self.browser.get_log("browser"), [])
        messages = [json.loads(entry["message"])["message"] for entry in self.browser.get_log("performance")]
        asked = [m["params"]["request"]["url"] for m in messages if m["method"] == "Network.requestWillBeSent"]
        self.assertEqual({url.split("#")[0] for url in asked}, {page.as_uri()})
        with self.assertRaises(NoAlertPresentException):
            self.browser.switch_to.alert.accept()

    def assert_count(self, report, shown):
        numbers = [int(number) for number in re.findall(r"\d+", self.js("return count.textContent"))]
        self.assertEqual(sorted(numbers), sorted([len(report["findings"]), shown]))


class Quiet(Page):
    def test_nothing_is_said_asked_for_or_run(self):
        for lang in ("ja", "en"):
            for make in (golden, hostile):
                for scheme in (False, True):
                    with self.subTest(lang=lang, make=make.__name__, dark=scheme):
                        report = make(lang)
                        page = self.open(report, dark=scheme)
                        self.assert_count(report, len(report["findings"]))
                        self.choose("open-all", None)
                        self.assert_quiet(page)

    def test_all_is_there_without_scripts(self):
        report = golden("ja")
        self.open(report, scripts=False)
        tree = self.cdp("DOM.getDocument", depth=1)["root"]["nodeId"]
        found = self.cdp("DOM.querySelectorAll", nodeId=tree, selector="article")["nodeIds"]
        self.assertEqual(len(found), len(report["findings"]))
        for node in found:
            height = self.cdp("DOM.getBoxModel", nodeId=node)["model"]["height"]
            self.assertGreater(height, 40)
        dead = self.cdp("DOM.querySelectorAll", nodeId=tree, selector="#tools:not([hidden]), button.print:not([hidden])")
        self.assertEqual(dead["nodeIds"], [], "a control that does nothing")


class Choosing(Page):
    def test_search_narrows(self):
        report = golden("ja")
        self.open(report)
        for query, wanted in [
            ("仮名さくら", lambda f: "仮名 さくら" in f["text"]),
            ("仮名 memberships.csv", lambda f: "仮名" in f["text"] and "memberships.csv" in f["text"]),
            ("ＭＥＭＢＥＲＳＨＩＰＳ", lambda f: "memberships.csv" in f["text"]),
            ("カメイ不在", lambda f: False),
        ]:
            self.choose("q", "")
            expected = [f["subject"] for f in self.shown() if wanted(f)]
            self.choose("q", query)
            found = [f["subject"] for f in self.shown()]
            self.assertEqual(found, expected, query)
            self.assert_count(report, len(found))
            self.assertEqual(self.browser.find_element(By.ID, "no-match").is_displayed(), not found)
        self.choose("clear", None)
        self.assertEqual(len(self.shown()), len(report["findings"]))

    def test_every_choice_of_every_filter_leaves_as_many_as_it_says(self):
        report = golden("en")
        self.open(report)
        filters = ["severity", "clause", "rule", "duty", "person", "office", "status", "change"]
        for name in filters:
            options = self.js("return [...document.getElementById(arguments[0]).options].map((o) => [o.value, o.text])", f"by-{name}")
            self.assertGreater(len(options), 1, name)
            for value, text in options[1:]:
                self.choose(f"by-{name}", value)
                found = self.shown()
                self.assertEqual(len(found), int(re.search(r"\((\d+)\)$", text).group(1)), text)
                self.assertTrue(all(value in f[name].split(" ") for f in found), text)
                self.assert_count(report, len(found))
            self.choose("clear", None)
        self.assertEqual(len(self.shown()), len(report["findings"]))

    def test_what_is_new_persists_or_has_come_back_can_be_chosen(self):
        words = {"ja": {"new": "新規", "reopened": "再発", "persisting": "継続"},
                 "en": {"new": "new", "reopened": "reopened", "persisting": "persisting"}}
        for lang, states in words.items():
            for report in (golden(lang), self.audited_twice(lang)):
                self.open(report)
                there = {f["change"]["state"] for f in report["findings"]}
                self.assertLessEqual({"new", "persisting"}, there)
                for state, word in states.items():
                    expected = [f["subject"]["label"] for f in report["findings"] if f["change"]["state"] == state]
                    if state not in there:
                        offered = self.js("return [...document.getElementById('by-change').options].map((o) => o.value)")
                        self.assertNotIn(state, offered, "a choice that would leave nothing")
                        continue
                    self.choose("by-change", state)
                    found = self.shown()
                    self.assertCountEqual([f["subject"] for f in found], expected, state)
                    self.assert_count(report, len(expected))
                    marks = self.js("return [...document.querySelectorAll('article:not([hidden]) .change')].map((m) => m.innerText)")
                    self.assertEqual(len(marks), len(expected))
                    self.assertTrue(all(mark.startswith(word) for mark in marks), marks)
                    self.assertEqual(self.js("return location.hash"), f"#?change={state}")
                # what the summary counts leads to the same
                self.choose("clear", None)
                self.js("document.querySelector('.compared a[data-value=new]').click()")
                self.assertEqual({f["change"] for f in self.shown()}, {"new"})
        first = golden("ja")
        first["comparison"] = None
        for finding in first["findings"]:
            finding["change"] = None
        self.open(first)
        self.assertIsNone(self.js("return document.getElementById('by-change')"), "nothing was compared")

    def audited_twice(self, lang):
        """The report of the sample office of October, compared with that of September: what the program makes of it."""
        office, reports = ROOT / "fixtures/sample-office", [Path(self.folder.name, f"{m}.json") for m in ("before", "now")]
        for report, day, since in [(reports[0], "2026-09-15", []), (reports[1], "2026-10-31", ["--since", reports[0]])]:
            subprocess.run([PROGRAM, "check", office, "--as-of", day, "--format", f"json={report}", "--lang", lang,
                            "--no-history", "--exit-zero", "--force", *since], check=True, capture_output=True)
        return json.loads(reports[1].read_text("utf-8"))

    def test_the_choices_of_people_and_clauses_are_those_of_the_report(self):
        report = golden("ja")
        self.open(report)
        label = self.js("return [...document.getElementById('by-person').options].map((o) => o.text.replace(/ \\(\\d+\\)$/, ''))")[1:]
        of = [n for f in report["findings"] for n in [*f["assignees"], f["concerns"]["person"]] if n]
        keys = {n["label"]: {m["key"] for m in of if m["label"] == n["label"]} for n in of}
        people = {f"{n['label']} [{n['key']}]" if len(keys[n["label"]]) > 1 else n["label"] for n in of}
        self.assertCountEqual(label, people)
        for clause in {c for f in report["findings"] for c in f["clauses"]}:
            self.choose("by-clause", clause)
            expected = sum(clause in f["clauses"] for f in report["findings"])
            self.assertEqual(len(self.shown()), expected, clause)

    def test_filters_work_together_and_stay_in_the_address_without_names(self):
        report = golden("ja")
        self.open(report)
        self.choose("by-severity", "critical")
        self.choose("by-duty", "leader")
        person = self.js("return document.getElementById('by-person').options[1].value")
        self.choose("by-person", person)
        self.choose("q", "様")
        address = self.js("return location.hash")
        self.assertEqual(address, "#?severity=critical&duty=leader")
        self.choose("by-person", "")
        self.choose("q", "")
        expected = [f["subject"]["label"] for f in report["findings"] if (f["severity"], f["duty"]) == ("critical", "leader")]
        self.assertCountEqual([f["subject"] for f in self.shown()], expected)
        self.js("location.hash = '#?severity=low'")
        self.browser.execute_async_script("setTimeout(arguments[0], 100)")
        self.assertEqual({f["severity"] for f in self.shown()}, {"low"})

    def test_sorting_changes_the_order(self):
        report = golden("ja")
        self.open(report)
        first = [f["subject"] for f in self.shown()]
        for order, key in [("due", "due"), ("subject", "subject"), ("acts", "acts")]:
            self.choose("sort", order)
            keys = [f[key] for f in self.shown()]
            collated = self.js("return [...arguments[0]].sort(new Intl.Collator('ja', { numeric: true }).compare)", keys)
            self.assertEqual(keys, collated, order)
        self.assertNotEqual([f["subject"] for f in self.shown()], first)
        self.choose("sort", "clause")
        clauses = [c["clause"] for c in report["clauses"]]
        places = [clauses.index(f["clause"].split(" ")[0]) if f["clause"] else len(clauses) for f in self.shown()]
        self.assertEqual(places, sorted(places))
        self.choose("sort", "")
        self.assertEqual([f["subject"] for f in self.shown()], first)

    def test_numbers_lead_to_their_findings(self):
        self.open(golden("ja"))
        self.browser.find_element(By.CSS_SELECTOR, ".tiles .critical a").click()
        self.assertEqual({(f["severity"], f["status"]) for f in self.shown()}, {("critical", "open")})
        self.js("document.querySelector('#clauses a[data-filter]').click()")
        self.assertEqual({f["clause"] for f in self.shown()}, {"2-1"})
        self.assertEqual(self.js("return document.activeElement.id"), "findings")


class Reaching(Page):
    def test_everything_has_a_name(self):
        named = {"button", "link", "searchbox", "textbox", "combobox", "checkbox", "DisclosureTriangle", "img", "image",
                 "navigation", "region", "search", "heading"}
        for lang in ("ja", "en"):
            self.open(golden(lang))
            self.choose("open-all", None)
            nodes = [n for n in self.cdp("Accessibility.getFullAXTree")["nodes"] if not n["ignored"]]
            roles = {n["role"]["value"] for n in nodes}
            for role in ("banner", "navigation", "main", "contentinfo", "search", "status", "checkbox", "combobox", "columnheader"):
                self.assertIn(role, roles)
            nameless = [n for n in nodes if n["role"]["value"] in named and not n.get("name", {}).get("value")]
            self.assertEqual(nameless, [])

    def test_the_keyboard_reaches_every_control_and_shows_where_it_is(self):
        self.open(golden("ja"))
        press = lambda key: webdriver.ActionChains(self.browser).send_keys(key).perform()
        press(Keys.TAB)
        self.assertEqual(self.js("return document.activeElement.className"), "skip")
        press(Keys.ENTER)
        reached = []
        for _ in range(13):
            press(Keys.TAB)
            reached.append(self.js("return document.activeElement.id"))
            outline = self.js("return getComputedStyle(document.activeElement).outlineStyle")
            self.assertNotEqual(outline, "none", reached[-1])
        names = ("severity", "clause", "rule", "duty", "person", "office", "status", "change")
        filters = [f"by-{name}" for name in names]
        self.assertEqual(reached[:12], ["q", *filters, "sort", "clear", "open-all"])
        self.assertEqual(self.js("return document.activeElement.closest('article') !== null"), True)

    def test_text_stands_out_from_its_ground(self):
        code = """
            const parse = (colour) => colour.match(/[\\d.]+/g).map(Number);
            const light = ([r, g, b]) => [r, g, b].map((c) => c / 255)
              .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
              .reduce((sum, c, place) => sum + c * [0.2126, 0.7152, 0.0722][place], 0);
            const ground = (e) => {
              for (; e; e = e.parentElement) {
                const colour = parse(getComputedStyle(e).backgroundColor);
                if (colour.length === 3 || colour[3] === 1) return colour;
              }
              return [255, 255, 255];
            };
            const faint = new Map();
            for (const e of document.querySelectorAll("body *")) {
              const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim() !== "");
              if (!own || e.closest("[hidden], script, title")) continue;
              const [a, b] = [light(parse(getComputedStyle(e).color)), light(ground(e))].sort((x, y) => y - x);
              const ratio = (a + 0.05) / (b + 0.05);
              if (ratio < 4.5) faint.set(`${e.tagName}.${e.className}`, ratio.toFixed(2));
            }
            return [...faint];
        """
        for dark in (False, True):
            self.open(golden("ja"), dark=dark)
            self.assertEqual(self.js(code), [], f"dark: {dark}")

    def test_a_telephone_needs_no_scrolling_sideways(self):
        for lang in ("ja", "en"):
            for make in (golden, hostile):
                self.open(make(lang), width=375)
                self.choose("open-all", None)
                self.assertEqual(self.js("return document.documentElement.scrollWidth"), 375, f"{lang} {make.__name__}")


class Paper(Page):
    def pages(self):
        pdf = Path(self.folder.name, "report.pdf")
        printed = self.cdp("Page.printToPDF", preferCSSPageSize=True)["data"]
        pdf.write_bytes(base64.b64decode(printed))
        text = subprocess.run(["pdftotext", "-layout", pdf, "-"], check=True, capture_output=True, text=True).stdout
        return [squeezed(page) for page in text.split("\f")[:-1]]

    def test_print_has_all_of_every_finding_and_page_numbers(self):
        for lang in ("ja", "en"):
            report = golden(lang)
            self.open(report)
            pages = self.pages()
            whole = "".join(pages)
            for number, page in enumerate(pages, 1):
                self.assertIn(f"{number}/{len(pages)}", page)
                self.assertIn(report["run"]["as_of"], page)
            for finding in report["findings"]:
                for part in [finding["message"], finding["subject"]["label"], finding["due"], finding["id"]]:
                    self.assertIn(squeezed(part), whole)
            for control in ("#clear", "#open-all", "button.print", "#q"):
                label = self.js("const e = document.querySelector(arguments[0]); return e.textContent || e.placeholder", control)
                self.assertNotIn(squeezed(label), whole)

    def test_each_list_has_a_page_of_its_own(self):
        self.open(golden("ja"))
        headings = [squeezed(h) for h in self.js("return [...document.querySelectorAll('.list h3')].map((h) => h.textContent)")]
        overview = squeezed(self.js("return document.querySelector('.intro').textContent"))
        pages = [page for page in self.pages() if overview[:20] not in page]
        begins = squeezed("件最も早い期限")
        for heading in headings:
            of = [page for page in pages if heading in page and begins in page]
            self.assertEqual(len(of), 1, heading)
            self.assertEqual(of[0].count(begins), 1, "another list on the same page")

    def test_a_list_can_be_printed_alone(self):
        report = golden("ja")
        self.open(report)
        self.js("window.print = () => {}")
        self.js("document.querySelector('button.print').click()")
        heading = squeezed(self.js("return document.querySelector('.list h3').textContent"))
        # the browser ends the printing of one list with `afterprint`, so the rules are looked at as print media
        self.cdp("Emulation.setEmulatedMedia", media="print")
        left = self.js("return [...document.querySelectorAll('body *')].filter((e) => e.offsetParent).map((e) => e.tagName + '.' + e.className)")
        seen = squeezed(self.js("return document.body.innerText"))
        self.assertNotIn("ARTICLE", " ".join(left))
        self.assertTrue(seen.startswith(heading), seen[:200])
        self.assertEqual(self.js("return [...document.querySelectorAll('.list')].filter((e) => e.offsetParent).length"), 1)
        self.js("window.dispatchEvent(new Event('afterprint'))")
        self.assertGreater(self.js("return [...document.querySelectorAll('.list')].filter((e) => e.offsetParent).length"), 1)
        self.cdp("Emulation.setEmulatedMedia", media="")


class Many(Page):
    def test_ten_thousand_findings_stay_usable(self):
        start = time.monotonic()
        report = many("ja")
        page = self.open(report)
        took = {"write and load": time.monotonic() - start}
        navigation = self.js("return performance.getEntriesByType('navigation')[0].domComplete / 1000")
        self.assert_count(report, MANY)
        steps = [("filter", "by-severity", "critical"), ("clear", "clear", None), ("search", "q", "架空職員123"),
                 ("sort", "sort", "subject"), ("sort back", "sort", "")]
        for name, control, value in steps:
            took[name] = self.choose(control, value)
            if name == "search":
                self.assert_count(report, sum(number % 300 == 123 for number in range(MANY)))
        print(f"{MANY} findings, {page.stat().st_size / 1e6:.1f} MB:", {"load": round(navigation, 2)},
              {name: round(seconds, 2) for name, seconds in took.items()}, file=sys.stderr)
        self.assertLess(navigation, LOAD_SECONDS)
        for name in ("filter", "clear", "search", "sort", "sort back"):
            self.assertLess(took[name], STEP_SECONDS, name)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    PROGRAM = str(Path(sys.argv.pop(1)).resolve())
    unittest.main()
