"""What the page for many applicants loads, keeps and survives, in a real browser."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from browser.batch.batch_page import (
    BROKEN,
    FILES,
    FIRMS,
    assess,
    choose,
    download,
    named,
    take_amounts_in,
)
from browser.test_offline import renew
from conftest import errors_of, serving, wait_until
from playwright.sync_api import expect

if TYPE_CHECKING:
    from pathlib import Path

    from building import server
    from playwright.sync_api import Page


def test_the_calculator_never_loads_the_readers_of_tables(page: Page, site: server.Site) -> None:
    page.goto(f"{site.url}calculator/")
    expect(page.locator("#calc-engine")).to_be_empty()
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")

    loaded = [name for name in site.requests if "batch" in name or "openpyxl" in name]
    assert loaded == []


def test_the_page_loads_nothing_until_it_is_used(page: Page, site: server.Site) -> None:
    page.goto(f"{site.url}batch/", wait_until="networkidle")
    assert not [name for name in site.requests if "assets/runtime/" in name]

    with page.expect_request(lambda request: "assets/runtime/" in request.url):
        page.locator("#batch-file").focus()


def test_a_huge_file_is_refused_at_once_and_never_read(page: Page, site: server.Site) -> None:
    page.goto(f"{site.url}batch/")
    expect(page.locator("#batch-file")).to_be_attached()
    page.evaluate(
        """() => {
          const file = new File([new Uint8Array(200_000_000)], "名单.csv");
          file.arrayBuffer = () => { globalThis.isRead = true; return Promise.reject(); };
          const moved = new DataTransfer();
          moved.items.add(file);
          document.querySelector(".batch-drop").dispatchEvent(
            new DragEvent("drop", { dataTransfer: moved, bubbles: true, cancelable: true }));
        }"""
    )

    expect(page.locator("#batch-message")).to_contain_text("有 200 MB，太大了")
    assert page.evaluate("globalThis.isRead ?? false") is False
    assert not [name for name in site.requests if "assets/runtime/" in name]


def test_a_visit_keeps_to_the_policy_and_nothing_of_the_table_leaves_the_device(
    new_page: Page, site: server.Site
) -> None:
    page = new_page
    errors = errors_of(page)
    page.add_init_script(
        "globalThis.refused = []; document.addEventListener('securitypolicyviolation',"
        " (event) => refused.push(event.violatedDirective + ' ' + event.blockedURI));"
    )
    sent: list[str] = []
    page.context.on("request", lambda request: sent.append(f"{request.method} {request.url}"))
    choose(page, site, named(BROKEN))
    assess(page)
    download(page, "csv")
    download(page, "xlsx")

    assert page.evaluate("refused") == []
    assert errors == []
    assert [line for line in sent if not line.startswith((f"GET {site.url}", "GET blob:"))] == []
    assert page.evaluate("Object.keys(localStorage).filter((k) => k.includes('batch'))") == []


KEPT = """
async () => {
  const names = (await caches.keys()).filter((name) => name.includes("-site-"));
  const opened = await Promise.all(names.map((name) => caches.open(name)));
  const kept = await Promise.all(opened.map((cache) => cache.keys()));
  return kept.every((each) => each.some(({ url }) => url.endsWith("python-batch.bin")))
    ? names.join() : "";
}
"""


def test_the_page_works_without_a_network_after_a_visit(page: Page, site: server.Site) -> None:
    choose(page, site, named(FIRMS))
    assess(page)
    wait_until(page, KEPT)
    site.stop()

    choose(page, site, FILES / "libreoffice.xlsx")
    take_amounts_in(page, "元")
    assess(page)
    expect(page.locator("#batch-total")).to_contain_text("万元")


def test_a_new_version_keeps_the_page_for_those_who_had_it(
    page: Page, built_site: Path, tmp_path: Path
) -> None:
    copy = shutil.copytree(built_site, tmp_path / "site", copy_function=shutil.copyfile)
    with serving(copy) as served:
        choose(page, served, named(FIRMS))
        wait_until(page, KEPT)
        before = page.evaluate(KEPT)
        changed = copy / "assets" / "calculator" / "batch" / "batch.css"
        changed.write_text(changed.read_text(encoding="utf-8") + "/* new */\n", encoding="utf-8")
        renew(served)

        choose(page, served, named(FIRMS))
        notice = page.locator("#new-version")
        expect(notice).to_contain_text("要重新选文件")
        notice.get_by_role("button", name="更新").click()
        expect(notice).to_have_count(0)
        page.wait_for_function(
            f"async (before) => ![before, ''].includes(await ({KEPT})())", arg=before
        )
    choose(page, served, named(FIRMS))
    page.locator("#batch-go").wait_for()


def test_a_worker_that_is_killed_is_told_and_the_file_can_be_chosen_again(
    new_page: Page, site: server.Site
) -> None:
    page = new_page
    page.add_init_script(
        "globalThis.workers = []; globalThis.Worker = class extends Worker {"
        " constructor(...given) { super(...given); workers.push(this); } };"
    )
    choose(page, site, named(FIRMS))
    assess(page)
    page.evaluate(
        """() => workers.forEach((worker) => {
          worker.terminate();
          worker.dispatchEvent(new ErrorEvent("error", { message: "killed" }));
        })"""
    )

    expect(page.locator("#batch-message")).to_contain_text("请重新选择文件")
    expect(page.locator("#batch-results-title")).to_have_count(0)
    page.set_input_files("#batch-file", named(FIRMS))
    page.locator("#batch-go").wait_for()
    assess(page)
