#!/usr/bin/env python3
"""Measures the platform in one run on this machine, as ratios: a figure alone says nothing about another machine.

  a  GET /healthz                                   b  the public home page, with gzip
  c  the signed-in list of mediation, 20 of 100,000  d  the floor (floor.cpp, unmodified) with the same bytes and statements
  e  submitting a matter, by many citizens, against submit_floor.cpp   c on PostgreSQL, when GT_TEST_POSTGRES names a server
  start-up, memory (PSS of all processes), 5,000 idle connections, the edge, and the list at 10,000 and 1,000,000 matters.

While c runs, a row changes every second and the next read has to show it, and a session that is revoked has to be refused
at once: a page that does neither is a cache and does not count.
"""
import argparse, hashlib, http.client, json, os, pathlib, re, resource, shutil, socket, sqlite3, subprocess, sys, tempfile
import threading, time

import edge, matters, submissions
from installation import HERE, Platform, free_ports, pss_mb, wait_for, wrk

LIST = "/linan/mediation/disputes?view=open"
# What the list and the session come down to. The place in the list is drawn from :after, as list.lua draws it.
LIST_SQL = ("select id, code, case_number, cause, state, is_open, amount_fen, due, applicant_name, respondent_name, mediator_name, "
            "place from mediation_dispute where site_id = {site} and is_open = 1 and "
            "(due, id) > (date('2026-12-01', '+' || (:after % 290) || ' days'), :after) order by due, id limit 20")
SESSION_SQL = ("select a.id, a.login, a.name, a.kind, a.must_change, a.locale, s.seen_at, s.idle_ms, s.ends_at, e.value from gt_session s "
               "join gt_account a on a.id = s.account_id join gt_epoch e on e.id = 1 where s.token_hash = :token and a.status = 'active'")


def cut_page(page, folder):
    """Head, row and tail of the real page, so that floor and page send the same bytes."""
    body_at = page.index("<tbody")
    body_end = page.index("</tbody>", body_at)
    first = page.index("<tr", body_at)
    second = page.index("<tr", first + 3)
    row = re.sub(r"[{}]", "", page[first:second])
    for number, text in ((1, "330112-B"), (8, "陈*"), (9, "王*"), (11, "锦城街道")):
        if text not in row and number != 1:
            sys.exit(f"bench: the row does not show {text}: {row}")
        row = row.replace(text, "{%d}" % number, 1)
    parts = {"head": page[:first], "row": row, "tail": page[body_end:]}
    for name, text in parts.items():
        (folder / name).write_text(text)
    return {name: folder / name for name in parts}


def start_floor(platform, build, folder, page):
    parts = cut_page(page, folder)
    with sqlite3.connect(platform.db_file) as db:
        token = db.execute("select token_hash from gt_session where face = 'console' order by rowid desc").fetchone()[0]
        site = db.execute("select id from gt_site where slug = 'linan'").fetchone()[0]
        last = db.execute("select max(id) from mediation_dispute where id < ?", (2 * matters.FIRST_ID,)).fetchone()[0]
    port = free_ports(1)[0]
    process = subprocess.Popen([build / "tests" / "bench" / "floor", "--db", platform.db_file, "--port", str(port), "--token", token,
                                "--session-sql", SESSION_SQL, "--list-sql", LIST_SQL.format(site=site), "--after-max", str(last - 100),
                                "--head", parts["head"], "--row", parts["row"], "--tail", parts["tail"]])
    wait_for(f"http://localhost:{port}/")
    return process, f"http://localhost:{port}/", token


def measure_list(platform, browser, seconds, connections=64, query=None):
    url = f"http://localhost:{platform.console}{LIST}"
    cookie = ["Cookie: " + browser.cookie()]
    if query is not None:
        return wrk(url + query, seconds, connections, cookie)
    return wrk(url, seconds, connections, cookie, HERE / "list.lua")


def in_turn(page, floor, seconds):
    """Page and floor warmed up, then three times each, one after the other: a machine's speed changes with the minute. The
    median of each by its rate."""
    page(1), floor(1)
    rounds = [(page(seconds), floor(seconds)) for _ in range(3)]
    return tuple(sorted(each, key=lambda figure: figure["rate"])[1] for each in zip(*rounds))


def watch(platform, browser, done, seen):
    """Changes the first row of the list once a second; the next read has to show it."""
    count = 0
    while not done.wait(1):
        count += 1
        name = f"赵家{count}村"
        with sqlite3.connect(platform.db_file, timeout=20) as db:
            first = db.execute("select id from mediation_dispute where is_open = 1 and site_id = (select id from gt_site where slug = 'linan') "
                               "order by due, id limit 1").fetchone()[0]
            db.execute("update mediation_dispute set place = ?, version = version + 1 where id = ?", (name, first))
        seen.append(name in browser.get(LIST))


def measure_revoked(platform, browser):
    """Signed out everywhere from another browser: the next request is sent to the sign-in."""
    other = platform.sign_in("clerk")
    other.post("/linan/me/signout-all", other.get("/linan/me"), {})
    request = http.client.HTTPConnection("localhost", platform.console)
    request.request("GET", LIST, headers={"Cookie": browser.cookie()})
    return request.getresponse().status == 303


def measure_idle(platform, count, seconds):
    """What kept connections that ask for nothing cost, and whether others feel them: b alone and beside them, in turn."""
    home = lambda: wrk(f"http://localhost:{platform.portal}/linan/", seconds, 64, ["Accept-Encoding: gzip"])
    alone = home()
    before = pss_mb(platform.process.pid)
    sockets = []
    for _ in range(count):
        each = socket.create_connection(("127.0.0.1", platform.portal))
        each.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        each.recv(4096)
        sockets.append(each)
    cost = pss_mb(platform.process.pid) - before
    held = home()
    for each in sockets:
        each.close()
    return {"connections": count, "cost_mb": cost, "alone": alone, "held": held}


def measure_sizes(platform, seconds, rows, figures):
    """First and hundredth page, asked by one client, at this number of matters."""
    browser = platform.sign_in("clerk")
    hundredth = "&after=" + matters.place(platform.db_file, 99 * 20)
    figures[str(rows)] = {"first": measure_list(platform, browser, seconds, 8, ""), "hundredth": measure_list(platform, browser, seconds, 8, hundredth)}


def measure_postgres(build, sqlite, url, seconds):
    folder = pathlib.Path(tempfile.mkdtemp(prefix="gongting-bench-pg."))
    platform = Platform(build, folder, {"GT_STORE_KIND": "postgres", "GT_STORE_URL": url})
    try:
        platform.fill()
        matters.copy_to_postgres(sqlite.db_file, url)
        platform.start()
        browser = platform.sign_in("clerk")
        measure_list(platform, browser, 1)
        return measure_list(platform, browser, seconds)
    finally:
        platform.stop()
        shutil.rmtree(folder, ignore_errors=True)


def measure(chosen, platform, folder, figures):
    build, seconds = chosen.build.resolve(), chosen.seconds
    figures["divisions_s"] = platform.fill()
    if "sizes" in chosen.parts:
        figures["sizes"] = {}
        matters.load(platform.db_file, 0, 10_000)
        platform.start()
        measure_sizes(platform, seconds / 2, 10_000, figures["sizes"])
        platform.stop()
    matters.load(platform.db_file, 10_000 if "sizes" in chosen.parts else 0, chosen.rows)
    figures["start_s"] = platform.start()
    browser = platform.sign_in("clerk")
    page = browser.get(LIST + "&after=2026-12-01.1")
    figures["page_bytes"] = len(page.encode())
    if page.count("<tr") < 21:
        sys.exit("bench: the list page shows fewer than 20 rows")
    floor, floor_url, token = start_floor(platform, build, folder, page)
    try:
        if "hot" in chosen.parts:
            portal = f"http://localhost:{platform.portal}"
            time.sleep(chosen.rest)
            figures["pss_idle_mb"] = pss_mb(platform.process.pid)
            figures["a"] = wrk(portal + "/healthz", seconds, 64)
            figures["b"] = wrk(portal + "/linan/", seconds, 64, ["Accept-Encoding: gzip"])
            done, seen = threading.Event(), []
            threading.Thread(target=watch, args=(platform, browser, done, seen), daemon=True).start()
            figures["c"], figures["d"] = in_turn(lambda length: measure_list(platform, browser, length), lambda length: wrk(floor_url, length, 64), seconds)
            done.set()
            figures["changes_seen"] = seen
            figures["pss_load_mb"] = pss_mb(platform.process.pid)
            figures["revoked_refused"] = measure_revoked(platform, browser)
        if "submit" in chosen.parts:
            platform.sign_in("clerk")
            with sqlite3.connect(platform.db_file) as db:
                token = db.execute("select token_hash from gt_session where face = 'console' order by rowid desc").fetchone()[0]
            figures["e"], figures["e_floor"], figures["e_rows"] = submissions.measure(platform, build, folder, SESSION_SQL, token,
                                                                                     chosen.applications, 3)
        if "idle" in chosen.parts:
            figures["idle"] = measure_idle(platform, chosen.idle, seconds)
    finally:
        floor.kill()
    url = os.environ.get("GT_TEST_POSTGRES")
    if "postgres" in chosen.parts and url:
        figures["c_postgres"] = measure_postgres(build, platform, url, seconds)
    if "sizes" in chosen.parts:
        platform.stop()
        matters.load(platform.db_file, chosen.rows, 1_000_000)
        platform.start()
        measure_sizes(platform, seconds / 2, 1_000_000, figures["sizes"])
    if "edge" in chosen.parts:
        figures["edge"] = edge.measure(build, seconds)
    if "clock" in chosen.parts:
        figures["clock"] = subprocess.run([build / "tests" / "bench" / "clock_bench"], stdout=subprocess.PIPE, text=True).stdout.strip()


def line(figures, key, title):
    if key in figures:
        print(f"{title:40}{figures[key]['rate']:12.0f}{figures[key]['p99_ms']:9.1f}{figures[key]['failed']:8}")


def report(f):
    ratio = lambda x, y: f[x]["rate"] / f[y]["rate"]
    print(f"{'':40}{'requests/s':>12}{'p99 ms':>9}{'failed':>8}")
    for key, title in (("a", "a  /healthz"), ("b", "b  public home, gzip"), ("c", "c  signed-in list, 20 rows"), ("d", "d  floor of c"),
                       ("c_postgres", "c  on PostgreSQL"), ("e", "e  submissions"), ("e_floor", "   floor of e")):
        line(f, key, title)
    print()
    if "c" in f:
        print(f"c / d = {ratio('c', 'd'):.2f} (aim 0.5)   b / a = {ratio('b', 'a'):.2f} (aim 0.8)   p99 of c {f['c']['p99_ms']:.1f} ms (aim 20)")
        print(f"memory idle {f['pss_idle_mb']:.0f} MB (aim 120), under load {f['pss_load_mb']:.0f} MB")
        print(f"changes seen at once: {sum(f['changes_seen'])} of {len(f['changes_seen'])}; revoked session refused: {f['revoked_refused']}")
    if "e" in f:
        print(f"e / its floor = {ratio('e', 'e_floor'):.2f} (aim 0.5); {f['e_rows']} rows each; {f['e']['filed']} filed")
    print(f"start {f['start_s']:.2f} s (aim 1)   divisions imported in {f['divisions_s']:.2f} s (aim 2)")
    if "idle" in f:
        held = f["idle"]
        print(f"{held['connections']} idle connections cost {held['cost_mb']:.0f} MB (aim 100); b beside them "
              f"{held['held']['rate'] / held['alone']['rate']:.2f} of b alone (aim 0.9)")
    for rows, pages in f.get("sizes", {}).items():
        print(f"list at {int(rows):,} matters: first page {pages['first']['rate']:.0f}/s, hundredth {pages['hundredth']['rate']:.0f}/s")
    if "sizes" in f:
        few, many = f["sizes"]["10000"], f["sizes"]["1000000"]
        print("  cost at 1,000,000 over 10,000: " + ", ".join(f"{page} {few[page]['rate'] / many[page]['rate']:.2f}" for page in few) + " (aim 1.33)")
    for name, each in f.get("edge", {}).items():
        waited = "nothing in 3 s" if each["newcomer_ms"] is None else f"{each['newcomer_ms']:.0f} ms"
        print(f"edge {name}: {each['rate']:.0f}/s; a newcomer beside 1,000 idle clients gets an answer in: {waited}")
    if "clock" in f:
        print(f"{f['clock']} (aim 100,000)")
    print(f"list page {f['page_bytes']} bytes; floor.cpp sha256 {f['floor_sha256']}")


def main():
    every = ("hot", "submit", "idle", "postgres", "sizes", "edge", "clock")
    options = argparse.ArgumentParser()
    options.add_argument("--build", type=pathlib.Path, required=True)
    options.add_argument("--seconds", type=float, default=8)
    options.add_argument("--rows", type=int, default=100_000)
    options.add_argument("--idle", type=int, default=5_000)
    options.add_argument("--rest", type=float, default=60, help="seconds of rest before the memory is read")
    options.add_argument("--applications", type=int, default=2_500)
    options.add_argument("--only", dest="parts", default=",".join(every), help="of " + ",".join(every))
    options.add_argument("--json", type=pathlib.Path)
    chosen = options.parse_args()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="gongting-bench."))
    folder.chmod(0o700)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(20_000, resource.getrlimit(resource.RLIMIT_NOFILE)[1]),) * 2)
    figures = {"floor_sha256": hashlib.sha256((HERE / "floor.cpp").read_bytes()).hexdigest()}
    platform = Platform(chosen.build.resolve(), folder)
    try:
        measure(chosen, platform, folder, figures)
    finally:
        platform.stop()
        shutil.rmtree(folder, ignore_errors=True)
    report(figures)
    if chosen.json:
        chosen.json.write_text(json.dumps(figures, indent=1, ensure_ascii=False))


if __name__ == "__main__":
    main()
