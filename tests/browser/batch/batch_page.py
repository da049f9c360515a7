"""The page for many applicants as a reader uses it: a file is chosen, assessed and fetched."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import expect

if TYPE_CHECKING:
    from building import server
    from playwright.sync_api import FilePayload, Page

FILES = Path(__file__).resolve().parents[2] / "files"
FIRMS = (
    "企业名称,您以什么身份申请,企业规模,在列入市级或省级名单的专业镇内注册并经营,"
    "主营业务属于该专业镇的主导产业,是涉农企业,已按我市其他同类优惠政策享受奖补的事项,"
    "2022年及以前最高的年营收(万元),2023年营收,2024年营收,2025年营收,首次通过质量管理体系认证\n"
    "甲公司,企业,中型,是,√,否,无,40000,4亿,21亿,0,否\n"
    "乙公司,公司,小微企业,是,是,是,无,9000,9500万元,1.1亿,,2024年5月1日\n"
    "丙合作社,合作社,小型,是,,是,,,,,,\n"
)
BROKEN = FIRMS + "丁公司,企业,巨型,是,是,否,无,五亿,1元,2元,3元,2024-02-30\n"


def named(content: str | bytes, name: str = "名单.csv") -> FilePayload:
    body = content.encode() if isinstance(content, str) else content
    return {"name": name, "mimeType": "application/octet-stream", "buffer": body}


def choose(page: Page, site: server.Site, file: FilePayload | Path) -> None:
    """Open the page and choose a file, as by the button."""
    page.goto(f"{site.url}batch/")
    expect(page.locator("#batch-file")).to_be_attached()
    page.set_input_files("#batch-file", file)
    answered = page.locator("#batch-columns-title, #batch-message")
    answered.first.wait_for()
    expect(page.locator(".batch-task")).to_have_count(0)


def take_amounts_in(page: Page, unit: str) -> None:
    """Say in which unit the amounts are that name none."""
    every = page.locator("#batch-units")
    one = page.locator("li.batch-open .batch-unit select")
    value = {"元": "1", "万元": "10000"}[unit]
    (every if every.count() else one).select_option(value)
    expect(page.locator(".batch-task")).to_have_count(0)


def assess(page: Page) -> None:
    """Start the work and wait for its result."""
    page.locator("#batch-go").click()
    page.locator("#batch-results-title:focus").wait_for()


def download(page: Page, suffix: str) -> bytes:
    with page.expect_download() as waiting:
        page.locator(f"#batch-{suffix}").click()
    return Path(waiting.value.path()).read_bytes()
