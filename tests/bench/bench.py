#!/usr/bin/env python3
"""Measures the platform in one run on this machine, as ratios: a figure alone says nothing about another machine.

  a  GET /healthz                                   b  the public home page, with gzip
  c  the signed-in list of mediation, 20 of 100,000  d  the floor (floor.cpp, unmodified) with the same bytes and statements
  start-up, memory (PSS of all processes), 5,000 idle connections, and the edge: Beast against Poco.

While c runs, a row changes every second and the next read has to show it, and a session that is revoked has to be refused
at once: a page that does neither is a cache and does not count.
"""
import argparse, hashlib, http.client, http.cookiejar, json, os, pathlib, re, resource, shutil, signal, socket, sqlite3
import subprocess, sys, tempfile, threading, time, urllib.parse, urllib.request

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parent.parent
PASSWORD = "bench-4711-Pass"


def free_ports(count):
    sockets = [socket.socket() for _ in range(count)]
    for each in sockets:
        each.bind(("127.0.0.1", 0))
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def wait_for(url, seconds=20):
    end = time.time() + seconds
    while time.time() < end:
        try:
            with urllib.request.urlopen(url, timeout=1) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.01)
    sys.exit(f"bench: {url} did not answer")


def wrk(url, seconds, connections, headers=(), script=None, args=()):
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency"]
    for header in headers:
        command += ["-H", header]
    if script:
        command += ["-s", str(script)]
    text = subprocess.run(command + [url, *map(str, args)], capture_output=True, text=True, check=True).stdout
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", text).group(1))
    p99 = re.search(r"99%\s+([\d.]+)(us|ms|s)", text)
    scale = {"us": 0.001, "ms": 1, "s": 1000}
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", text)
    return {"rate": rate, "p99_ms": float(p99.group(1)) * scale[p99.group(2)], "failed": int(bad.group(1)) if bad else 0}


class Browser:
    def __init__(self, port):
        self.port = port
        self.jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))

    def get(self, path):
        with self.opener.open(f"http://localhost:{self.port}{path}", timeout=20) as answer:
            return answer.read().decode()

    def post(self, path, page, fields):
        data = dict(fields)
        for name in ("_csrf", "_nonce"):
            data[name] = re.search(rf'name="{name}" value="([^"]*)"', page).group(1)
        body = urllib.parse.urlencode(data).encode()
        with self.opener.open(f"http://localhost:{self.port}{path}", body, timeout=20) as answer:
            return answer.read().decode()

    def cookie(self):
        return "; ".join(f"{each.name}={each.value}" for each in self.jar)


def pss_mb(pid):
    """Of a process and all below it."""
    total, pending = 0, [pid]
    while pending:
        each = pending.pop()
        try:
            text = pathlib.Path(f"/proc/{each}/smaps_rollup").read_text()
            total += int(re.search(r"^Pss:\s+(\d+)", text, re.M).group(1))
            for task in pathlib.Path(f"/proc/{each}/task").iterdir():
                pending += [int(child) for child in (task / "children").read_text().split()]
        except OSError:
            continue
    return total / 1024


class Platform:
    def __init__(self, build, folder, store=None):
        self.program = build / "gongting"
        self.portal, self.console, self.operations = free_ports(3)
        self.var = folder
        self.env = dict(os.environ, GT_VAR=str(folder), GT_LISTEN_PORTAL=str(self.portal), GT_LISTEN_CONSOLE=str(self.console),
                        GT_LISTEN_OPERATIONS=str(self.operations), GT_LOG_LEVEL="error", **(store or {}))
        self.process = None

    def run(self, *args, stdin=None):
        done = subprocess.run([self.program, *args], env=self.env, cwd=ROOT, input=stdin, text=True, capture_output=True)
        if done.returncode != 0:
            sys.exit(f"bench: gongting {' '.join(args)}: {done.stderr or done.stdout}")
        return done.stdout

    def start(self):
        began = time.time()
        self.process = subprocess.Popen([self.program, "serve"], env=self.env, cwd=ROOT, stderr=open(self.var / "log", "w"))
        wait_for(f"http://localhost:{self.portal}/readyz")
        return time.time() - began

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(20)


def prepare(platform, rows):
    for command in (["migrate"], ["divisions", "import", "config/data/divisions-zhejiang.csv"],
                    ["courts", "import", "config/data/courts-zhejiang.csv"],
                    ["holidays", "import", "config/data/holidays-cn.csv"],
                    ["site", "add", "linan", "--court=浙0112", "--short-name=临安"]):
        platform.run(*command)
    platform.run("user", "add", "clerk", "--name=刘敏", "--site=linan", "--role=FILING_CLERK", stdin=PASSWORD + "\n")
    with sqlite3.connect(platform.var / "gongting.db") as db:
        site = db.execute("select id from gt_site").fetchone()[0]
        clerk = db.execute("select id from gt_account").fetchone()[0]
        sql = (HERE / "load.sql").read_text()
        db.executescript("\n".join(re.sub(r":(site|point|creator|rows)\b",
                                          lambda m: str({"site": site, "point": "null", "creator": clerk, "rows": rows}[m[1]]), line)
                                   for line in sql.splitlines() if not line.startswith("--")))
        db.execute("update gt_account set must_change = 0")
        db.execute("analyze")


def sign_in(platform):
    browser = Browser(platform.console)
    browser.post("/linan/signin", browser.get("/linan/signin"), {"login": "clerk", "password": PASSWORD, "back": ""})
    return browser


def cut_page(page, folder):
    """Head, row and tail of the real page, so that floor and page send the same bytes."""
    body_at = page.index("<tbody")
    body_end = page.index("</tbody>", body_at)
    first = page.index("<tr", body_at)
    second = page.index("<tr", first + 3)
    row = re.sub(r"[{}]", "", page[first:second])
    parts = {"head": page[:first], "row": row.replace("陈*", "{0}", 1), "tail": page[body_end:]}
    for name, text in parts.items():
        (folder / name).write_text(text)
    return {name: folder / name for name in parts}


LIST_SQL = ("select id, code, case_number, cause, state, is_open, amount_fen, due, applicant_name, respondent_name, mediator_name, "
            "place from mediation_dispute where site_id = {site} and is_open = 1 and id > :after order by id limit 20")
SESSION_SQL = ("select a.id, a.login, a.name, a.kind, a.must_change, a.locale, s.seen_at, s.idle_ms, s.ends_at, e.value from gt_session s "
               "join gt_account a on a.id = s.account_id join gt_epoch e on e.id = 1 where s.token_hash = :token and a.status = 'active'")


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--build", type=pathlib.Path, required=True)
    options.add_argument("--seconds", type=int, default=8)
    options.add_argument("--rows", type=int, default=100_000)
    options.add_argument("--idle", type=int, default=5_000)
    options.add_argument("--json", type=pathlib.Path)
    chosen = options.parse_args()
    build = chosen.build.resolve()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="gongting-bench."))
    folder.chmod(0o700)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(20_000, resource.getrlimit(resource.RLIMIT_NOFILE)[1]),) * 2)
    figures = {}
    platform = Platform(build, folder)
    floor = None
    try:
        prepare(platform, chosen.rows)
        figures["start_s"] = platform.start()
        browser = sign_in(platform)
        page = browser.get("/linan/mediation/disputes?view=open")
        if page.count("<tr") < 20:
            sys.exit("bench: the list page shows fewer than 20 rows")
        figures["page_bytes"] = len(page.encode())
        parts = cut_page(page, folder)
        db_file = folder / "gongting.db"
        with sqlite3.connect(db_file) as db:
            token = db.execute("select token_hash from gt_session where face = 'console'").fetchone()[0]
            site = db.execute("select id from gt_site").fetchone()[0]
            ids = db.execute("select min(id), max(id) from mediation_dispute").fetchone()
        floor_port = free_ports(1)[0]
        program = build / "tests" / "bench" / "floor"
        floor = subprocess.Popen([program, "--db", db_file, "--port", str(floor_port), "--token", token, "--session-sql", SESSION_SQL,
                                  "--list-sql", LIST_SQL.format(site=site), "--after-max", str(ids[1] - 100), "--head", parts["head"],
                                  "--row", parts["row"], "--tail", parts["tail"]])
        wait_for(f"http://localhost:{floor_port}/")
        figures["floor_sha256"] = hashlib.sha256((HERE / "floor.cpp").read_bytes()).hexdigest()
        figures["pss_idle_mb"] = pss_mb(platform.process.pid)

        portal = f"http://localhost:{platform.portal}"
        console = f"http://localhost:{platform.console}"
        seconds = chosen.seconds
        figures["a"] = wrk(portal + "/healthz", seconds, 64)
        figures["b"] = wrk(portal + "/linan/", seconds, 64, ["Accept-Encoding: gzip"])
        cookie = "Cookie: " + browser.cookie()
        honest = threading.Event()
        seen = []
        threading.Thread(target=watch, args=(platform, browser, db_file, honest, seen), daemon=True).start()
        figures["c"] = wrk(console + "/linan/mediation/disputes?view=open", seconds, 64, [cookie], HERE / "list.lua")
        honest.set()
        figures["d"] = wrk(f"http://localhost:{floor_port}/", seconds, 64)
        figures["pss_load_mb"] = pss_mb(platform.process.pid)
        figures["changes_seen"] = seen
        idle(figures, platform, chosen.idle, seconds)
        revoked(figures, platform, browser)
        figures["edge"] = edge(build, seconds)
    finally:
        if floor:
            floor.kill()
        if platform.process:
            platform.stop()
        shutil.rmtree(folder, ignore_errors=True)
    report(figures)
    if chosen.json:
        chosen.json.write_text(json.dumps(figures, indent=1, ensure_ascii=False))


def watch(platform, browser, db_file, done, seen):
    """Changes the first row of the list once a second; the next read has to show it."""
    count = 0
    while not done.wait(1):
        count += 1
        name = f"赵{count}"
        with sqlite3.connect(db_file, timeout=20) as db:
            first = db.execute("select id from mediation_dispute where is_open = 1 order by due, id limit 1").fetchone()[0]
            db.execute("update mediation_dispute set place = ?, version = version + 1 where id = ?", (name, first))
        seen.append(name in browser.get("/linan/mediation/disputes?view=open"))


def revoked(figures, platform, browser):
    page = browser.get("/linan/me")
    other = sign_in(platform)
    other.post("/linan/me/signout-all", other.get("/linan/me"), {})
    request = http.client.HTTPConnection("localhost", platform.console)
    request.request("GET", "/linan/mediation/disputes", headers={"Cookie": browser.cookie()})
    figures["revoked_refused"] = bool(page) and request.getresponse().status == 303


def idle(figures, platform, count, seconds):
    before = pss_mb(platform.process.pid)
    sockets = []
    for _ in range(count):
        each = socket.create_connection(("127.0.0.1", platform.portal))
        each.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        sockets.append(each)
    for each in sockets:
        each.recv(4096)
    held = wrk(f"http://localhost:{platform.portal}/linan/", seconds, 64, ["Accept-Encoding: gzip"])
    figures["idle"] = {"connections": count, "cost_mb": pss_mb(platform.process.pid) - before, "b": held}
    for each in sockets:
        each.close()


def edge(build, seconds):
    """Five bytes, answered by our edge and by Poco's server: alone, and while 1,000 keep-alive clients sit there."""
    results = {}
    for name in ("beast_edge", "poco_edge"):
        port = free_ports(1)[0]
        process = subprocess.Popen([build / "tests" / "bench" / name, str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            wait_for(f"http://localhost:{port}/")
            results[name] = {"rate": wrk(f"http://localhost:{port}/", seconds, 64)["rate"]}
            held = []
            for _ in range(1000):
                each = socket.create_connection(("127.0.0.1", port))
                each.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
                held.append(each)
            began = time.time()
            try:
                urllib.request.urlopen(f"http://localhost:{port}/", timeout=3).read()
                results[name]["newcomer_ms"] = (time.time() - began) * 1000
            except OSError:
                results[name]["newcomer_ms"] = None
            for each in held:
                each.close()
        finally:
            process.kill()
    return results


def report(f):
    ratio = lambda x, y: f[x]["rate"] / f[y]["rate"]
    print(f"{'':34}{'requests/s':>12}{'p99 ms':>9}{'failed':>8}")
    for key, title in (("a", "a  /healthz"), ("b", "b  public home, gzip"), ("c", "c  signed-in list, 20 rows"), ("d", "d  floor")):
        print(f"{title:34}{f[key]['rate']:12.0f}{f[key]['p99_ms']:9.1f}{f[key]['failed']:8}")
    print(f"\nc / d = {ratio('c', 'd'):.2f} (aim 0.5)   b / a = {ratio('b', 'a'):.2f} (aim 0.8)   p99 of c {f['c']['p99_ms']:.1f} ms (aim 20)")
    print(f"start {f['start_s']:.2f} s (aim 1)   memory idle {f['pss_idle_mb']:.0f} MB (aim 120), under load {f['pss_load_mb']:.0f} MB")
    held = f["idle"]
    print(f"{held['connections']} idle connections cost {held['cost_mb']:.0f} MB (aim 100); b beside them {held['b']['rate'] / f['b']['rate']:.2f} of b alone (aim 0.9)")
    print(f"changes seen at once: {sum(f['changes_seen'])} of {len(f['changes_seen'])}; revoked session refused: {f['revoked_refused']}")
    for name, each in f["edge"].items():
        waited = "nothing in 3 s" if each["newcomer_ms"] is None else f"{each['newcomer_ms']:.0f} ms"
        print(f"edge {name}: {each['rate']:.0f}/s; a newcomer beside 1,000 idle clients gets an answer in: {waited}")
    print(f"list page {f['page_bytes']} bytes; floor.cpp {f['floor_sha256'][:16]}…")


if __name__ == "__main__":
    main()
