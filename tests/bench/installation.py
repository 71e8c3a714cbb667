"""An installation of its own to be measured, and the tools for it: browser, load, memory."""
import http.cookiejar, os, pathlib, re, signal, socket, subprocess, sys, time, urllib.parse, urllib.request

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parent.parent
PASSWORD = "Jiefen-Tiaojie-2026"


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
    command = ["wrk", "-t1", f"-c{connections}", f"-d{max(1, round(seconds))}s", "--latency"]
    for header in headers:
        command += ["-H", header]
    if script:
        command += ["-s", str(script)]
    text = subprocess.run(command + [url, *map(str, args)], capture_output=True, text=True, check=True).stdout
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", text).group(1))
    p99 = re.search(r"99%\s+([\d.]+)(us|ms|s)", text)
    scale = {"us": 0.001, "ms": 1, "s": 1000}
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", text)
    broken = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", text)
    failed = (int(bad.group(1)) if bad else 0) + (sum(map(int, broken.groups())) if broken else 0)
    return {"rate": rate, "p99_ms": float(p99.group(1)) * scale[p99.group(2)], "failed": failed}


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
    """One installation in a folder of its own: the demo's accounts and points, and matters loaded in bulk beside them."""

    def __init__(self, build, folder, more=None):
        self.program = build / "gongting"
        self.portal, self.console, self.operations = free_ports(3)
        self.var = folder
        self.env = dict(os.environ, GT_VAR=str(folder), GT_LISTEN_PORTAL=str(self.portal), GT_LISTEN_CONSOLE=str(self.console),
                        GT_LISTEN_OPERATIONS=str(self.operations), GT_LOG_LEVEL="error", GT_DEMO_PASSWORD=PASSWORD, GT_RATE_LIMITS="false", **(more or {}))
        self.env.pop("GT_PORT", None)
        self.process = None

    @property
    def db_file(self):
        return self.var / "gongting.db"

    def run(self, *args):
        began = time.time()
        done = subprocess.run([self.program, *args], env=self.env, cwd=ROOT, text=True, capture_output=True)
        if done.returncode != 0:
            sys.exit(f"bench: gongting {' '.join(args)}: {done.stderr or done.stdout}")
        return time.time() - began

    def fill(self):
        """Answers how long the import of the divisions took, in seconds."""
        self.run("migrate")
        divisions = self.run("divisions", "import", "config/data/divisions-zhejiang.csv")
        self.run("courts", "import", "config/data/courts-zhejiang.csv")
        self.run("holidays", "import", "config/data/holidays-cn.csv")
        self.run("demo")
        return divisions

    def start(self):
        """Answers how long it took to be ready, in seconds."""
        began = time.time()
        with open(self.var / "log", "a") as log:
            self.process = subprocess.Popen([self.program, "serve"], env=self.env, cwd=ROOT, stderr=log)
        wait_for(f"http://localhost:{self.portal}/readyz")
        return time.time() - began

    def stop(self):
        if self.process:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(20)
            self.process = None

    def sign_in(self, login, face="console"):
        browser = Browser(self.console if face == "console" else self.portal)
        browser.post("/linan/signin", browser.get("/linan/signin"), {"login": login, "password": PASSWORD, "back": ""})
        return browser
